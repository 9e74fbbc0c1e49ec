// A labelled set of images in memory: what the data loaders make and the task families draw episodes from.
import type { TaskTable } from './formats/taskTable.ts';

export type { TaskTable } from './formats/taskTable.ts';

/** Side of the images of the user's sets and of Omniglot where nothing is said, pixels. */
export const DEFAULT_SIDE = 28;

export type ClassPart = 'train' | 'validation' | 'test';

export interface ImageClass {
  readonly name: string;
  /** Alphabet, superclass or folder: classes of one group go to the same part. */
  readonly group: string;
  /** The publisher's own class split, where there is one. */
  readonly part?: ClassPart;
  /** Indices of this class's images in the publisher's training and test files; without a publisher's split all are in `train`. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

export interface ImageSet {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [n, height × width × channels], H, W, C order; 255 is full ink (or full brightness), 0 is paper. */
  readonly pixels: Uint8Array;
  readonly classes: readonly ImageClass[];
  /** What the user should know about this set, one sentence each ("the training file is absent: …"). */
  readonly notes: readonly string[];
  /** Eight letters that name the content (`build/contentHash.ts`); sets that are drawn have none. */
  readonly hash?: string;
  /** Regression tasks, one for each class; such a set has no pixels. */
  readonly table?: TaskTable;
}

/** Image sets by name ('mnist', 'omniglot', … or the name of a set of the user's own). */
export type ImageSets = ReadonlyMap<string, ImageSet>;
