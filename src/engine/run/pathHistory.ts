// Launch models that a lane has passed through: snapshots to look back at, and its path in the landscape. Thinned
// out so that memory stays bounded: when the store is full, the distance between the kept ones doubles.

export interface PathHistory {
  /** Keeps a copy of the model where the iteration is due; `model` is asked for only then. */
  visit(iteration: number, model: () => Float32Array): void;
  /** Iterations of the kept models, ascending and evenly spaced (as far as visits come at every iteration). */
  readonly iterations: readonly number[];
  readonly models: readonly Float32Array[];
  /** The kept model nearest to an iteration; null while none is kept. */
  nearest(iteration: number): { readonly iteration: number; readonly model: Float32Array } | null;
}

/** Models kept per lane, and floats (16 MB), whichever is less. */
export const MOST_SNAPSHOTS = 200;
const MOST_FLOATS = 4_000_000;
const FEWEST_SNAPSHOTS = 16;

interface Snapshot {
  readonly iteration: number;
  readonly model: Float32Array;
}

/** Every snapshot that lies at least `stride` after the last one taken, from the first on. */
function thinned(snapshots: readonly Snapshot[], stride: number): Snapshot[] {
  const kept: Snapshot[] = [];
  for (const one of snapshots) {
    if (kept.length === 0 || one.iteration - kept[kept.length - 1].iteration >= stride) kept.push(one);
  }
  return kept;
}

/** An empty history of models of `width` parameters. */
export function createPathHistory(width: number): PathHistory {
  const capacity = Math.max(FEWEST_SNAPSHOTS, Math.min(MOST_SNAPSHOTS, Math.floor(MOST_FLOATS / width)));
  let snapshots: Snapshot[] = [];
  let stride = 1;
  const isDue = (iteration: number) =>
    snapshots.length === 0 || iteration - snapshots[snapshots.length - 1].iteration >= stride;
  return {
    visit(iteration, model) {
      if (!isDue(iteration)) return;
      while (snapshots.length >= capacity) {
        stride *= 2;
        snapshots = thinned(snapshots, stride);
      }
      if (isDue(iteration)) snapshots.push({ iteration, model: model().slice() });
    },
    get iterations() {
      return snapshots.map((one) => one.iteration);
    },
    get models() {
      return snapshots.map((one) => one.model);
    },
    nearest(iteration) {
      let best: Snapshot | null = null;
      for (const one of snapshots) {
        if (!best || Math.abs(one.iteration - iteration) < Math.abs(best.iteration - iteration)) best = one;
      }
      return best;
    },
  };
}
