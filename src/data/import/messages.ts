// What the page and the data worker say to each other: look, change, keep.
import type { Choices } from '../choices.ts';
import type { KeptSet, OnConflict } from './keep.ts';
import type { LoadProgress } from './pace.ts';
import type { SetSummary } from './summary.ts';

/** A file with its name, or its path within a folder. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

export type ImportRequest =
  /** Some of the files to look at: a message with all of a large folder would hold up the page for seconds. */
  | { readonly kind: 'files'; readonly files: readonly PickedFile[] }
  | {
      readonly kind: 'inspect';
      /** The family whose files they may be. */
      readonly wanted: string | null;
    }
  | { readonly kind: 'revise'; readonly set: number; readonly choices: Choices }
  | {
      readonly kind: 'keep';
      readonly sets: readonly { readonly set: number; readonly onConflict: OnConflict }[];
    };

export interface ReviewedSet {
  readonly summary: SetSummary;
  readonly choices: Choices;
  /** Whether another set is kept under this name. */
  readonly conflict: boolean;
}

export interface Review {
  readonly sets: readonly ReviewedSet[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

export interface ImportResult {
  readonly kept: readonly KeptSet[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

export type ImportAnswer =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'inspected'; readonly review: Review }
  | { readonly kind: 'revised'; readonly set: number; readonly reviewed: ReviewedSet }
  | { readonly kind: 'kept'; readonly result: ImportResult }
  | { readonly kind: 'failed'; readonly message: string };
