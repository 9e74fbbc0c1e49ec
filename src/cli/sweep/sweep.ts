// npm run -s sweep -- --link L --x FIELD=FROM..TO[,log],COUNT [--y …] --metric M --iterations N [--seeds S] --out FILE.csv
//                     [--shard i/n] [--threads T] [--data DIR] [--lenient]
// npm run -s sweep -- --merge FILES… --out FILE.csv
// Trains a link's lanes at every setting on one or two axes, with several seeds, and writes a row for each lane.
// Exit status: 0 written, 1 the sweep cannot run here, 2 the command or its link cannot be read.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { encodeLink } from '../../experiment/link/link.ts';
import type { Experiment, Notice } from '../../experiment/types.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { LOSS_UNITS } from '../../tasks/shared/spec.ts';
import { folderOf, needed, oneOf, wholeNumber } from '../shared/arguments.ts';
import { runCommand } from '../shared/command.ts';
import { readLink } from '../shared/link.ts';
import { prepareOutput } from '../shared/output.ts';
import { type Outcome, runAll } from '../shared/pool.ts';
import { type BatchTask, type LaneCell, METRICS, type Metric } from './batch.ts';
import { batchesOf } from './batches.ts';
import {
  type Axis,
  axisOf,
  cellName,
  cellsIn,
  cellsOf,
  checkCells,
  experimentOf,
  type Shard,
  sweptLaneNames,
} from './plan.ts';
import { openRows, progressLine } from './progress.ts';
import { cellText, columnsOf, headText, mergeShards, readShardOption } from './table.ts';

const USAGE =
  "npm run -s sweep -- --link '#v=1&…' --x FIELD=FROM..TO[,log],COUNT [--y FIELD=…] --metric NAME --iterations N [--seeds S] --out FILE.csv [--shard i/n] [--threads T] [--data DIR] [--lenient] | --merge FILES… --out FILE.csv";

interface SweepOptions {
  readonly experiment: Experiment;
  readonly notices: readonly Notice[];
  readonly axes: readonly Axis[];
  /** The axes as they were asked for. */
  readonly ranges: readonly string[];
  readonly metric: Metric;
  readonly iterations: number;
  readonly seeds: number;
  readonly shard: Shard;
  readonly threads: number;
  readonly data: string | null;
  readonly out: string;
}

type Options = SweepOptions | { readonly merge: readonly string[]; readonly out: string };

const OPTIONS = {
  link: { type: 'string' },
  x: { type: 'string' },
  y: { type: 'string' },
  metric: { type: 'string' },
  iterations: { type: 'string' },
  seeds: { type: 'string', default: '1' },
  shard: { type: 'string', default: '1/1' },
  threads: { type: 'string', default: String(availableParallelism()) },
  data: { type: 'string' },
  out: { type: 'string' },
  lenient: { type: 'boolean', default: false },
  merge: { type: 'boolean', default: false },
} as const;

function read(args: string[]): Options {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.merge) {
    if (positionals.length === 0) throw new Error('--merge needs the files of all shards');
    return { merge: positionals, out: needed(values, ['out']).out };
  }
  if (positionals.length > 0) throw new Error(`"${positionals[0]}" belongs to no option`);
  const asked = needed(values, ['link', 'x', 'metric', 'iterations', 'out']);
  const { experiment, notices } = readLink(asked.link, values.lenient);
  const ranges = values.y === undefined ? [asked.x] : [asked.x, values.y];
  const axes = ranges.map((text, i) => axisOf(i === 0 ? '--x' : '--y', text, experiment));
  if (axes.length === 2 && axes[0].key === axes[1].key)
    throw new Error(`--x and --y are both ${axes[0].key}; a sweep needs two fields or one`);
  return {
    experiment,
    notices,
    axes,
    ranges,
    metric: oneOf('--metric', asked.metric, METRICS),
    iterations: wholeNumber('--iterations', asked.iterations, 0),
    seeds: wholeNumber('--seeds', values.seeds, 1),
    shard: readShardOption(values.shard),
    threads: wholeNumber('--threads', values.threads, 1),
    data: values.data === undefined ? null : folderOf('--data', values.data, 'data files'),
    out: asked.out,
  };
}

/** What stands above the rows: the same for every shard, thread count and file name, but for the shard's own line. */
function headOf({ experiment, axes, ranges, metric, iterations, seeds, shard, data }: SweepOptions): string {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const link = encodeLink(experiment);
  const flags = ['--x', '--y'].flatMap((flag, i) => (ranges[i] === undefined ? [] : `${flag} ${ranges[i]}`));
  const command = [
    `npm run -s sweep -- --link '${link.replaceAll("'", '%27')}'`,
    ...flags,
    `--metric ${metric} --iterations ${iterations} --seeds ${seeds}${data === null ? '' : ' --data DIR'} --out FILE`,
  ].join(' ');
  const units = axes.map(
    ({ key, swept: { field } }) => `${key}: ${field.label}, ${field.unit || 'a number'}`,
  );
  const loss = LOSS_UNITS[FAMILIES[experiment.task].problem];
  const comments = {
    Innerloop: `version ${version}, a sweep`,
    link,
    command,
    units: `${units.join('; ')}; losses: ${loss}; accuracies: share of 1; diverged: iteration at which the lane diverged, empty where it did not`,
    cells: String(cellsOf(axes, experiment.seed, seeds).length),
    lanes: String(experiment.lanes.length),
    ...(shard.of > 1 ? { shard: `${shard.part}/${shard.of}` } : {}),
  };
  return headText({ comments, columns: columnsOf(axes, metric) });
}

/** What was found of each cell of a batch. @throws where it failed, or where its metric is measured in none of its lanes */
function foundIn(outcome: Outcome<LaneCell[]>, name: string, lanes: number, metric: Metric): LaneCell[][] {
  if ('error' in outcome) throw new Error(`${name}: ${outcome.error}`);
  const { result } = outcome;
  const cells = Array.from({ length: result.length / lanes }, (_, i) =>
    result.slice(i * lanes, (i + 1) * lanes),
  );
  const unmeasured = Array.from({ length: lanes }, (_, lane) =>
    cells.map((cell) => cell[lane]).filter(({ divergedAt }) => divergedAt === null),
  ).every((alive) => alive.length > 0 && alive.every(({ value }) => Number.isNaN(value)));
  if (unmeasured)
    throw new Error(`${metric} is not measured in any lane of this experiment; name another --metric`);
  return cells;
}

async function sweep(options: SweepOptions): Promise<void> {
  const { experiment, axes, iterations, metric, data, seeds, shard, threads } = options;
  for (const { field, message } of options.notices) console.error(`${field}: ${message}`);
  const cells = cellsIn(cellsOf(axes, experiment.seed, seeds), shard);
  checkCells(experiment, axes, cells);
  const lanes = sweptLaneNames(experiment, axes);
  const file = openRows(options.out, headOf(options), lanes.length, cells.length);
  const kept = file.done > 0 ? `; ${file.done} are in ${options.out} already` : '';
  console.error(`${cells.length} cells on ${threads} threads${kept}`);
  const progress = progressLine(
    cells.length,
    file.done,
    (line) => console.error(line),
    () => performance.now(),
  );
  const experiments = cells.map((cell) => experimentOf(experiment, axes, cell));
  const tasks = batchesOf(experiments, file.done, seeds, threads).map(
    (batch): BatchTask => ({ ...batch, iterations, metric, data }),
  );
  try {
    const module = new URL('./worker.ts', import.meta.url);
    await runAll<BatchTask, LaneCell[]>(module, tasks, threads, ({ places }, outcome) => {
      const found = foundIn(outcome, cellName(axes, cells[places[0]]), lanes.length, metric);
      for (const [i, place] of places.entries()) {
        file.put(place, cellText(cells[place], lanes, found[i]));
        progress(cellName(axes, cells[place]));
      }
    });
  } finally {
    file.close();
  }
}

async function main(options: Options): Promise<boolean> {
  if ('merge' in options) {
    const text = mergeShards(options.merge.map((path) => ({ path, text: readFileSync(path, 'utf8') })));
    prepareOutput(options.out);
    writeFileSync(options.out, text);
  } else await sweep(options);
  return true;
}

await runCommand({ usage: USAGE, read, main });
