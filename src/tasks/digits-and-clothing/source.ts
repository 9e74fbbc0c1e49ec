// The binary tasks of Collins et al. 2022, Section 6: pairs of MNIST digits and of Fashion-MNIST garments, each in both
// labelings; the ambient distribution draws a Fashion-MNIST task with probability 0.1 in all.

import type { ImageSets } from '../../data/images.ts';
import { splitPools } from '../shared/classParts.ts';
import { createEpisodes, type EpisodeClass } from '../shared/episodes.ts';
import { needSet } from '../shared/imageTasks.ts';
import type { OptionsOf } from '../shared/spec.ts';
import type { TaskSetup, TaskSource } from '../shared/types.ts';
import { parseClassPairs } from './pairs.ts';
import type { digitsAndClothing } from './spec.ts';

const FASHION_AMBIENT = 0.1;
const TEST_SHARE = 0.2;

/** The finite set: every pair as two tasks with opposite labels, in the order given. */
export function createPairTasks(
  setup: TaskSetup<OptionsOf<typeof digitsAndClothing>>,
  data: ImageSets | null,
): TaskSource {
  const pairs = parseClassPairs(setup.options.classPairs);
  const notes = new Set<string>();
  const classOf = (name: string, index: number): EpisodeClass => {
    const set = needSet(data, name);
    for (const note of set.notes) notes.add(note);
    const pools = splitPools(set, index, setup.seed, TEST_SHARE);
    const { name: className, group } = set.classes[index];
    return { set, name: className, group, pools, turn: 0 };
  };
  const tasks = pairs.flatMap(({ set, first, second }) => {
    const [a, b] = [classOf(set, first), classOf(set, second)];
    return [
      [a, b],
      [b, a],
    ];
  });
  const isFashion = pairs.flatMap(({ set }) => [set === 'fashion-mnist', set === 'fashion-mnist']);
  const fashion = isFashion.filter(Boolean).length;
  const digits = tasks.length - fashion;
  const ambient = isFashion.map((is) => {
    if (fashion === 0 || digits === 0) return 1 / tasks.length;
    return is ? FASHION_AMBIENT / fashion : (1 - FASHION_AMBIENT) / digits;
  });
  const names = tasks.map((task) => task.map((c) => c.name).join(' / '));
  return createEpisodes(setup, { kind: 'finite', tasks, finite: { names, ambient } }, [...notes]);
}
