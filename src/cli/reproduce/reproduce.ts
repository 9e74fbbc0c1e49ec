// npm run reproduce -- [--only NAME,…] [--seeds 5] [--share 1] [--threads T] [--data DIR] [--out public/results]
// npm run reproduce -- --check [--only NAME,…] [--data DIR]
// Runs what the papers claim and what the lessons show, with several seeds, and stores curves and verdicts. It can be
// stopped and taken up again: seeds that are stored are not run again. `--share` cuts the iterations to a part, which the
// results then say. `--check` runs the beginning of a stored run again and compares its curves.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { decodeLink } from '../../experiment/link/link.ts';
import { dataOf } from '../../experiment/taskSetup.ts';
import { REPRODUCTIONS, type Reproduction } from '../../lessons/results/reproductions.ts';
import type { StoredRun } from '../../lessons/results/stored.ts';
import { formatDuration } from '../../ui/format.ts';
import { folderOf, positiveNumber, someOf, wholeNumber } from '../shared/arguments.ts';
import { runCommand } from '../shared/command.ts';
import { runAll } from '../shared/pool.ts';
import { checkResults } from './check.ts';
import { createStore, type Store } from './store.ts';
import type { Task } from './task.ts';

interface Options {
  readonly chosen: readonly Reproduction[];
  readonly seeds: number;
  readonly share: number;
  readonly threads: number;
  readonly data: string | null;
  readonly out: string;
  readonly check: boolean;
}

/** The first seed; the others follow it. */
const FIRST_SEED = 1;

/** Iterations of a shortened run: a whole number of evaluations, at least one. */
function lengthOf({ link, iterations }: Reproduction, share: number): number {
  const { evalEvery } = decodeLink(link).experiment;
  return share >= 1 ? iterations : Math.max(1, Math.round((iterations * share) / evalEvery)) * evalEvery;
}

/** Runs that are not stored yet, seed by seed, so that every reproduction soon has one. */
function open({ chosen, seeds, share, data }: Options, store: Store): readonly Task[] {
  return Array.from({ length: seeds }, (_, i) => FIRST_SEED + i).flatMap((seed) =>
    chosen.flatMap((one) => {
      const iterations = lengthOf(one, share);
      const done = store.read(one)?.runs.some((run) => run.seed === seed && run.iterations >= iterations);
      if (done || (data === null && dataOf(decodeLink(one.link).experiment).length > 0)) return [];
      return [{ name: one.name, seed, iterations, data }];
    }),
  );
}

async function reproduce(options: Options, store: Store): Promise<boolean> {
  const tasks = open(options, store);
  const started = performance.now();
  let [done, failed] = [0, 0];
  console.log(`${tasks.length} runs on ${options.threads} threads; what is stored already is left as it is.`);
  const module = new URL('./worker.ts', import.meta.url);
  await runAll<Task, StoredRun>(module, tasks, options.threads, (task, outcome) => {
    done++;
    const spent = (performance.now() - started) / 1000;
    const left = formatDuration((spent / done) * (tasks.length - done));
    const place = `[${done}/${tasks.length}] ${task.name}, seed ${task.seed}`;
    if ('error' in outcome) {
      failed++;
      console.error(`${place}: ${outcome.error}`);
      return;
    }
    const reproduction = REPRODUCTIONS.find(({ name }) => name === task.name) as Reproduction;
    store.add(reproduction, outcome.result);
    console.log(`${place}: ${formatDuration(outcome.result.seconds)}; about ${left} left`);
  });
  store.finish('README.md');
  return failed === 0;
}

function read(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      seeds: { type: 'string', default: '5' },
      share: { type: 'string', default: '1' },
      threads: { type: 'string', default: String(availableParallelism()) },
      data: { type: 'string' },
      out: { type: 'string', default: 'public/results' },
      check: { type: 'boolean', default: false },
    },
  });
  const names = REPRODUCTIONS.map(({ name }) => name);
  const only = someOf('--only', values.only, names);
  return {
    chosen: REPRODUCTIONS.filter(({ name }) => only.includes(name)),
    seeds: wholeNumber('--seeds', values.seeds, 1),
    share: positiveNumber('--share', values.share),
    threads: wholeNumber('--threads', values.threads, 1),
    data: values.data === undefined ? null : folderOf('--data', values.data, 'data files'),
    out: values.out,
    check: values.check,
  };
}

function main(options: Options): Promise<boolean> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const today = new Date().toISOString().slice(0, 10);
  const store = createStore(options.out, version, today);
  return options.check ? checkResults(options.chosen, store, options) : reproduce(options, store);
}

await runCommand({
  usage:
    'npm run reproduce -- [--only NAME,…] [--seeds N] [--share PART] [--threads T] [--data DIR] [--out DIR] [--check]',
  read,
  main,
});
