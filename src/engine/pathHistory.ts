// The launch models that a lane has passed through, thinned out so that memory stays bounded: whenever the store
// is full, every second model goes and the distance between the kept ones doubles.

export interface PathHistory {
  /** Keeps a copy of the model where the iteration is due. */
  visit(iteration: number, params: Float32Array): void;
  readonly models: readonly Float32Array[];
}

/** Floats kept per lane, and models at most. */
const MAX_FLOATS = 1_000_000;
const MAX_MODELS = 512;

export function createPathHistory(width: number): PathHistory {
  const capacity = Math.max(8, Math.min(MAX_MODELS, Math.floor(MAX_FLOATS / width)));
  let models: Float32Array[] = [];
  let stride = 1;
  let due = 0;
  return {
    visit(iteration, params) {
      if (iteration < due) return;
      if (models.length >= capacity) {
        models = models.filter((_, i) => i % 2 === 0);
        stride *= 2;
      }
      models.push(params.slice(0, width));
      due = iteration + stride;
    },
    get models() {
      return models;
    },
  };
}
