// The binary tasks of Collins et al. 2022, Section 6: pairs of MNIST digits and of Fashion-MNIST garments, each in both
// labelings; the ambient distribution draws a Fashion-MNIST task with probability 0.1 in all.

import type { ImageSets } from '../../data/images.ts';
import type { Experiment } from '../../experiment/types.ts';
import { splitPools } from '../shared/classParts.ts';
import { createEpisodes, type EpisodeClass } from '../shared/episodes.ts';
import { needSet } from '../shared/imageTasks.ts';
import type { TaskSource } from '../shared/types.ts';

const FASHION_AMBIENT = 0.1;
const TEST_SHARE = 0.2;
const SETS = { m: 'mnist', f: 'fashion-mnist' } as const;

export interface ClassPair {
  readonly set: 'mnist' | 'fashion-mnist';
  readonly first: number;
  readonly second: number;
}

/** Reads "m0-1,m2-3,m4-9,f2-4". @throws naming the entry that cannot be read */
export function parseClassPairs(text: string): ClassPair[] {
  const pairs = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry): ClassPair => {
      const match = /^([mf])([0-9])-([0-9])$/.exec(entry);
      if (!match || match[2] === match[3])
        throw new Error(
          `class pair "${entry}" is not of the form m0-1 or f2-4 (m MNIST, f Fashion-MNIST, two different classes 0…9)`,
        );
      return { set: SETS[match[1] as 'm' | 'f'], first: Number(match[2]), second: Number(match[3]) };
    });
  if (pairs.length === 0)
    throw new Error(`class pairs "${text}" name no pair: write for example "m0-1,f2-4"`);
  return pairs;
}

/** The finite set: every pair as two tasks with opposite labels, in the order given. */
export function createPairTasks(experiment: Experiment, data: ImageSets | null): TaskSource {
  const pairs = parseClassPairs(experiment.options.classPairs);
  const notes = new Set<string>();
  const classOf = (name: string, index: number): EpisodeClass => {
    const set = needSet(data, name);
    for (const note of set.notes) notes.add(note);
    const pools = splitPools(set, index, experiment.seed, TEST_SHARE);
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
  return createEpisodes(experiment, { kind: 'finite', tasks, finite: { names, ambient } }, [...notes]);
}
