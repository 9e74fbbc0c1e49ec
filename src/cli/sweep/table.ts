// The file of a sweep: comment lines that say what was run, a head, and the rows of one cell after another. It is its own
// progress: what a killed run has written whole is kept, and the file of a run that was taken up again is the same, byte
// for byte.
import Papa from 'papaparse';
import { quoted } from '../../text/sentences.ts';
import type { LaneCell } from './batch.ts';
import { type Axis, type Cell, cellsIn, type Shard } from './plan.ts';

/** What stands above the rows, by name; shards of one sweep differ in `shard` alone. */
export interface TableHead {
  readonly comments: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
}

const line = (fields: readonly (string | number)[]) => `${Papa.unparse([fields as unknown[]])}\n`;

export function headText({ comments, columns }: TableHead): string {
  const lines = Object.entries(comments).map(([name, text]) => `# ${name}: ${text.replace(/\s+/g, ' ')}\n`);
  return `${lines.join('')}${line(columns)}`;
}

export function columnsOf(axes: readonly Axis[], metric: string): readonly string[] {
  return [...axes.map(({ key }) => key), 'seed', 'lane', metric, 'diverged'];
}

/** A row for each lane: values in full precision, empty where there is none. */
export function cellText(cell: Cell, lanes: readonly string[], found: readonly LaneCell[]): string {
  return lanes
    .map((lane, i) => {
      const { value, divergedAt } = found[i];
      return line([...cell.values, cell.seed, lane, Number.isFinite(value) ? value : '', divergedAt ?? '']);
    })
    .join('');
}

/** How many whole cells, of `lanes` rows each, stand in the text of rows, and where they end. */
export function wholeCells(rows: string, lanes: number): { readonly cells: number; readonly end: number } {
  const ends = [...rows.matchAll(/\n/g)].map(({ index }) => index + 1);
  const cells = Math.floor(ends.length / lanes);
  return { cells, end: cells === 0 ? 0 : ends[cells * lanes - 1] };
}

interface ShardFile {
  readonly path: string;
  /** Comments and columns without the shard's line. */
  readonly head: string;
  readonly shard: Shard;
  readonly cells: number;
  readonly lanes: number;
  /** Text of the rows. */
  readonly rows: string;
}

const SHARD = /^# shard: (\d+)\/(\d+)\n/m;

/** @throws where the text is no file of a shard */
function readShard(path: string, text: string): ShardFile {
  const top = /^(?:#.*\n)+.+\n/.exec(text)?.[0] ?? '';
  const number = (name: string) => Number(new RegExp(`^# ${name}: (\\d+)$`, 'm').exec(top)?.[1]);
  const shard = SHARD.exec(top);
  const [cells, lanes] = [number('cells'), number('lanes')];
  if (!shard || !(cells > 0 && lanes > 0))
    throw new Error(`${path} is no shard of a sweep; shards are written with --shard i/n`);
  return {
    path,
    head: top.replace(SHARD, ''),
    shard: { part: Number(shard[1]), of: Number(shard[2]) },
    cells,
    lanes,
    rows: text.slice(top.length),
  };
}

/** The rows of each cell of a shard, by the cell's place. @throws where some are missing */
function cellsOfShard({ path, shard, cells, lanes, rows }: ShardFile): Map<number, string> {
  const indices = cellsIn(
    Array.from({ length: cells }, (_, index) => ({ index, values: [], seed: 0 })),
    shard,
  ).map(({ index }) => index);
  const whole = wholeCells(rows, lanes);
  if (whole.cells !== indices.length || whole.end !== rows.length)
    throw new Error(
      `${path} has ${whole.cells} of its ${indices.length} cells; run shard ${shard.part}/${shard.of} again, it goes on where it stopped`,
    );
  const lines = rows.split(/(?<=\n)/);
  return new Map(
    indices.map((index, i) => [index, lines.slice(i * lanes, (i + 1) * lanes).join('')] as const),
  );
}

/**
 * The file that the sweep would have written unsharded.
 * @throws where files are of different sweeps, or a shard is missing, twice there or not finished
 */
export function mergeShards(files: readonly { readonly path: string; readonly text: string }[]): string {
  const shards = files.map(({ path, text }) => readShard(path, text));
  const [first] = shards;
  if (!first) throw new Error('--merge needs the files of all shards');
  for (const { path, head, shard } of shards)
    if (head !== first.head || shard.of !== first.shard.of)
      throw new Error(`${path} and ${first.path} are of different sweeps`);
  for (let part = 1; part <= first.shard.of; part++) {
    const count = shards.filter(({ shard }) => shard.part === part).length;
    if (count !== 1)
      throw new Error(
        `shard ${part}/${first.shard.of} is ${count === 0 ? 'missing' : `given ${count} times`}`,
      );
  }
  const cells = new Map(shards.flatMap((shard) => [...cellsOfShard(shard)]));
  return first.head + Array.from({ length: first.cells }, (_, index) => cells.get(index)).join('');
}

/** "2/4" @throws where it is no shard */
export function readShardOption(text: string): Shard {
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { part: Number(part), of: Number(of) };
  if (!(shard.part >= 1 && shard.part <= shard.of))
    throw new Error(`--shard is i/n with i from 1 to n, such as 2/4, not ${quoted(text)}`);
  return shard;
}
