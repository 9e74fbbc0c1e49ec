// A set of the user's own from class folders.
import type { Choices } from '../choices.ts';
import { DataError } from '../errors.ts';
import type { ImageClass, ImageSet } from '../images.ts';
import { createPace, type OnProgress } from '../import/pace.ts';
import type { Ledger } from '../leftOut.ts';
import type { ImageDecoder } from '../pictures/decode.ts';
import type { FolderPlan, PlannedClass } from '../understand/folders.ts';
import { hashOf } from './contentHash.ts';
import type { ImageMemory } from './imageMemory.ts';
import { createImageReader } from './readImages.ts';

/** Above this mean a grey set is taken for dark ink on light paper. */
const PAPER_MEAN = 140;

/** How a set is built. */
export interface BuildOptions {
  /** Name that the set gets. */
  readonly name: string;
  /** Side of the images of sets that are resized. */
  readonly side: number;
  readonly decode: ImageDecoder;
  readonly choices: Choices;
  readonly onProgress: OnProgress;
  /** What was read of the same files before, with this side. */
  readonly memory?: ImageMemory;
}

interface ReadClass extends ImageClass {
  readonly lines: readonly string[];
}

function meanOf(pixels: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += pixels[i];
  return sum / Math.max(1, pixels.length);
}

function invert(pixels: Uint8Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i];
}

/** Inverts where the user says so, or where a grey set is dark on light; what was done, in a sentence. */
function settleInk(pixels: Uint8Array, channels: number, choice: Choices['invert']): string | null {
  const paper = channels === 1 && meanOf(pixels) > PAPER_MEAN;
  if (choice === 'no' || (choice === 'auto' && !paper)) return null;
  invert(pixels);
  return choice === 'yes'
    ? 'Light and dark are exchanged, as you chose.'
    : 'The images are dark on light and were inverted, so that ink is 1 on 0.';
}

/** @throws DataError when fewer than two classes with two readable images each are left */
export async function buildFolderSet(
  title: string,
  plan: FolderPlan,
  ledger: Ledger,
  options: BuildOptions,
): Promise<ImageSet> {
  const { name, side, choices } = options;
  const leaves = plan.classes.flatMap(({ train, test }) => [...train, ...test]);
  const reader = createImageReader(title, leaves, { ...options, shape: choices.shape }, ledger);
  const pace = createPace(name, `Reading ${title}`, options.onProgress);
  let done = 0;
  const readClass = async (planned: PlannedClass): Promise<ReadClass> => {
    const lines: string[] = [];
    const read = async (list: PlannedClass['train'], kind: string): Promise<Uint32Array> => {
      const indices: number[] = [];
      for (const leaf of list) {
        const image = await reader.add(leaf);
        if (image) {
          indices.push(image.index);
          lines.push(`${planned.name}\t${planned.part ?? ''}\t${kind}\t${image.crc}`);
        }
        await pace(++done / leaves.length);
      }
      return Uint32Array.from(indices);
    };
    const { train, test, ...rest } = planned;
    return { ...rest, train: await read(train, 'train'), test: await read(test, 'test'), lines };
  };
  const all: ReadClass[] = [];
  for (const planned of plan.classes) all.push(await readClass(planned));
  const kept = all.filter(({ train, test }) => train.length + test.length >= 2);
  for (const { name: left, train, test } of all)
    if (train.length + test.length < 2)
      ledger.leave('class', 'with fewer than two readable images left out', left);
  if (kept.length < 2) throw tooFew(title, kept, plan, ledger);
  const { channels, pixels, deepest } = reader.store.finish();
  const notes = [...plan.notes];
  if (deepest !== null && deepest < 65535)
    notes.push(
      `The images have 16 bits; their largest value, ${deepest.toLocaleString('en')}, is full brightness.`,
    );
  const ink = settleInk(pixels, channels, choices.invert);
  if (ink) notes.push(ink);
  const classes = kept.map(({ lines: _, ...rest }) => rest);
  const hash = hashOf(
    kept.flatMap(({ lines }) => lines),
    [choices.invert, choices.shape],
  );
  return { name, height: side, width: side, channels, pixels, classes, notes, hash };
}

function tooFew(title: string, kept: readonly ImageClass[], plan: FolderPlan, ledger: Ledger): DataError {
  const there = kept.length === 1 ? `only one class folder (“${kept[0].name}”)` : '0 class folders';
  const left = ledger.list().reduce((sum, row) => sum + (row.noun === 'image' ? row.count : 0), 0);
  const why = left > 0 && plan.classes.length < 2 ? `, and ${left} images that are in none` : '';
  return new DataError(
    title,
    `it has ${there} with two or more images that can be read${why}; at least 2 are needed, each a folder of its own or named in a table of file and label`,
  );
}
