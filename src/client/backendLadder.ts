// Which backend a run is started on: the experiment's own, until one fails; then the next one below it.
import type { BackendChoice } from '../experiment/types.ts';
import { BACKEND_INFO, type BackendName } from '../learner/backends.ts';

/** A worker that keeps dying on the last backend is started afresh this often, then the error is shown. */
const MOST_FRESH_STARTS = 3;

export interface BackendLadder {
  /** Backend that the current run reported; null before it is ready. */
  readonly reported: BackendName | null;
  /** Where the next run starts. */
  start(wanted: BackendChoice): BackendChoice;
  ready(backend: BackendName): void;
  /** The user has chosen: what failed before is tried again. */
  reset(): void;
  /** The current one has failed: who takes over, afresh where it is the same one again; null: nobody is left. */
  stepDown(wanted: BackendChoice): { readonly backend: BackendName; readonly afresh: boolean } | null;
}

export function createBackendLadder(): BackendLadder {
  let fallback: BackendName | null = null;
  let reported: BackendName | null = null;
  let freshStarts = 0;
  return {
    get reported() {
      return reported;
    },
    start(wanted) {
      reported = null;
      return fallback ?? wanted;
    },
    ready(backend) {
      reported = backend;
    },
    reset() {
      fallback = null;
    },
    stepDown(wanted) {
      const asked = fallback ?? wanted;
      const failed = reported ?? (asked === 'auto' ? 'webgpu' : asked);
      const { next } = BACKEND_INFO[failed];
      if (next === null && freshStarts >= MOST_FRESH_STARTS) return null;
      if (next === null) freshStarts++;
      fallback = next ?? failed;
      return { backend: fallback, afresh: next === null };
    },
  };
}
