// Which published set labelled images are. Labels tell first (their order is known), then the names of file and
// folder, then what is asked for; the average image contradicts where clothes would pass for digits.
import type { IDX_CLASSES } from '../catalogue.ts';

export type DigitSet = keyof typeof IDX_CLASSES;

export interface Identity {
  readonly set: DigitSet | null;
  /** How sure, in words: one sentence, or empty where the labels tell. */
  readonly note: string;
}

/** The first labels of the published files. Kaggle's digits are MNIST's in another order. */
const FIRST_LABELS: readonly (readonly [DigitSet, readonly number[]])[] = [
  ['mnist', [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]],
  ['mnist', [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]],
  ['mnist', [1, 0, 1, 4, 0, 0, 7, 3, 5, 3]],
  ['fashion-mnist', [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]],
  ['fashion-mnist', [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]],
];

/** Means of the published test images in cells of 4 × 4 pixels, rounded. */
const AVERAGE: Readonly<Record<DigitSet, readonly number[]>> = {
  mnist: [
    0, 0, 2, 3, 2, 0, 0, 0, 7, 48, 92, 68, 15, 1, 1, 20, 85, 86, 94, 29, 1, 0, 21, 79, 106, 100, 28, 1, 0, 17,
    65, 96, 98, 32, 1, 0, 11, 67, 112, 79, 14, 0, 0, 1, 8, 19, 9, 1, 0,
  ],
  'fashion-mnist': [
    0, 13, 66, 96, 75, 20, 2, 3, 48, 97, 111, 114, 69, 13, 8, 64, 105, 129, 138, 99, 33, 13, 72, 126, 146,
    150, 112, 46, 26, 87, 140, 149, 148, 104, 46, 20, 74, 125, 129, 121, 78, 28, 6, 42, 80, 85, 78, 43, 10,
  ],
};

const SIDE = 28;
const CELLS = 7;
const MOST_LOOKED_AT = 2000;

export interface Labelled {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  readonly labels: ArrayLike<number>;
}

function averageImage({ count, pixels }: Labelled): Float64Array {
  const cells = new Float64Array(CELLS * CELLS);
  const images = Math.min(count, MOST_LOOKED_AT);
  for (let image = 0; image < images; image++)
    for (let i = 0; i < SIDE * SIDE; i++)
      cells[Math.floor(i / SIDE / 4) * CELLS + Math.floor((i % SIDE) / 4)] += pixels[image * SIDE * SIDE + i];
  return cells.map((v) => v / (16 * Math.max(1, images)));
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (v: ArrayLike<number>) => Array.from(v).reduce((s, x) => s + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb || 1);
}

/** Share of the ink in the outermost cells: digits keep away from the edge, clothes reach it. */
function edgeShare(cells: Float64Array): number {
  let [edge, all] = [0, 0];
  for (let i = 0; i < cells.length; i++) {
    const [y, x] = [Math.floor(i / CELLS), i % CELLS];
    if (y === 0 || x === 0 || y === CELLS - 1 || x === CELLS - 1) edge += cells[i];
    all += cells[i];
  }
  return edge / (all || 1);
}

/** What the images look like on average: digits, clothes, or neither for sure. */
export function looksLike(images: Labelled): DigitSet | null {
  const cells = averageImage(images);
  const edge = edgeShare(cells);
  if (edge > 0.12 && edge < 0.35 && correlation(cells, AVERAGE['fashion-mnist']) > 0.85)
    return 'fashion-mnist';
  return edge < 0.08 && correlation(cells, AVERAGE.mnist) > 0.75 ? 'mnist' : null;
}

function byLabels({ labels }: Labelled): DigitSet | null {
  const known = FIRST_LABELS.find(
    ([, first]) => labels.length >= first.length && first.every((label, i) => labels[i] === label),
  );
  return known?.[0] ?? null;
}

function byName(path: string): DigitSet | 'another' | null {
  if (/fashion/i.test(path)) return 'fashion-mnist';
  if (/emnist|kmnist|kuzushiji|k49|qmnist|notmnist|not-mnist|medmnist|sign|afro/i.test(path))
    return 'another';
  return /(^|[^a-z])mnist|digit-?_?recognizer/i.test(path) ? 'mnist' : null;
}

const TITLES: Readonly<Record<DigitSet, string>> = { mnist: 'MNIST', 'fashion-mnist': 'Fashion-MNIST' };

/**
 * The set that labelled images are of; null: a set of the user's own. `path` holds the names of archive, folder and
 * files, `wanted` is the set that the user asked for.
 */
export function identify(images: Labelled, path: string, wanted: string | null): Identity {
  const shape = images.height === SIDE && images.width === SIDE && images.channels === 1;
  const most = Array.from(images.labels).reduce((a, b) => Math.max(a, b), 0);
  if (!shape || most > 9) return { set: null, note: '' };
  const sure = byLabels(images);
  if (sure) return { set: sure, note: '' };
  const name = byName(path);
  if (name === 'another') return { set: null, note: '' };
  const asked = wanted === 'mnist' || wanted === 'fashion-mnist' ? wanted : null;
  const claimed = name ?? asked;
  const looks = looksLike(images);
  if (claimed !== null && looks !== null && looks !== claimed)
    return {
      set: looks,
      note: `The average image is that of ${TITLES[looks]}, not of ${TITLES[claimed]} as ${name ? 'the name says' : 'asked for'}: taken as ${TITLES[looks]}.`,
    };
  if (claimed !== null)
    return {
      set: claimed,
      note: `Taken as ${TITLES[claimed]} by ${name ? 'its name' : 'the task family chosen'}: the labels are not those of the published files.`,
    };
  if (looks !== null)
    return {
      set: looks,
      note: `Taken as ${TITLES[looks]} by the average image: neither name nor labels tell.`,
    };
  return {
    set: null,
    note: 'Neither labels nor names are those of MNIST or Fashion-MNIST: a set of your own.',
  };
}
