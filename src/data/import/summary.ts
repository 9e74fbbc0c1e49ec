// What the user sees of a set before it is kept: classes with counts and samples, what is left out and why, warnings.
import { qualityOf } from '../build/quality.ts';
import { distinctRows } from '../build/tableSet.ts';
import type { SetName } from '../catalogue.ts';
import type { ClassPart, ImageSet } from '../images.ts';
import { type Ledger, leftOutLine } from '../leftOut.ts';
import type { PartSource } from '../understand/folders.ts';
import type { Found } from '../understand/understand.ts';

export interface ClassSummary {
  readonly name: string;
  readonly part?: ClassPart;
  readonly train: number;
  readonly test: number;
  /** A few images, [height × width × channels] each. */
  readonly samples: readonly Uint8Array[];
}

export interface SetSummary {
  readonly family: SetName | 'images' | 'table';
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Number of different images, and mean ink 0…1. */
  readonly distinct: number;
  readonly mean: number;
  readonly hash: string;
  readonly classes: readonly ClassSummary[];
  /** Every class found, also those that the user leaves out. */
  readonly all: readonly string[];
  readonly sources: readonly PartSource[];
  /** What it is taken as and may be, where that can be changed. */
  readonly identity?: Found['identity'];
  /** What to know, what is left out, and what may spoil learning. */
  readonly notes: readonly string[];
}

const SAMPLES = 3;
/** Classes whose images are shown: more would be a page of their own. */
const SHOWN = 60;

export interface SummaryOptions {
  readonly family: SetName | null;
  readonly notes: readonly string[];
  readonly ledger: Ledger;
  readonly all?: readonly string[];
  readonly sources?: readonly PartSource[];
  readonly identity?: Found['identity'];
}

export function summarise(set: ImageSet, options: SummaryOptions): SetSummary {
  const { distinct, mean, warnings } = set.table
    ? { distinct: distinctRows(set.table), mean: 0, warnings: [] }
    : qualityOf(set);
  const size = set.height * set.width * set.channels;
  const classes = set.classes.map(
    ({ name, part, train, test }, i): ClassSummary => ({
      name,
      ...(part ? { part } : {}),
      train: train.length,
      test: test.length,
      samples:
        i < SHOWN && !set.table
          ? [...train, ...test].slice(0, SAMPLES).map((at) => set.pixels.slice(at * size, (at + 1) * size))
          : [],
    }),
  );
  return {
    family: options.family ?? (set.table ? 'table' : 'images'),
    name: set.name,
    height: set.height,
    width: set.width,
    channels: set.channels,
    distinct,
    mean,
    hash: set.hash ?? '',
    classes,
    all: options.all ?? classes.map(({ name }) => name),
    sources: options.sources ?? [],
    ...(options.identity ? { identity: options.identity } : {}),
    notes: [...options.notes, ...set.notes, ...options.ledger.list().map(leftOutLine), ...warnings],
  };
}

/** Classes that one task can have at most: of the smaller part where classes are split. */
export function mostWays({ classes }: Pick<SetSummary, 'classes'>): number {
  const of = (part: ClassPart) => classes.filter((c) => c.part === part).length;
  return classes.some((c) => c.part) ? Math.min(of('train'), of('test') || of('train')) : classes.length;
}
