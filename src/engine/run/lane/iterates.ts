// Outputs T1 and T2 of DA-MAML (Collins et al. 2022): the average of the iterates so far, eq. (12), and one iterate
// chosen uniformly at random among them. An iterate is w^t with p^t: both outputs have task weights of their own.
import { createStream } from '../../../math/rng.ts';
import type { IteratesCheckpoint } from '../../../protocol/payloads.ts';
import { addToAverage, createAverageIterate, takesIterate } from '../../meta/weighting.ts';
import type { Output } from '../evaluation.ts';

export interface Iterates {
  /** Takes in w and p before the update of an iteration. */
  include(iteration: number, params: Float32Array, taskWeights: Float64Array): void;
  /** (1/T) Σ w^t and (1/T) Σ p^t; `now` before the first iteration. */
  averaged(now: Output): Output;
  /** w^τ and p^τ; `now` before the first iteration. */
  random(now: Output): Output;
  save(): IteratesCheckpoint;
  restore(saved: IteratesCheckpoint): void;
}

/** Of so many parameters and task weights, those of all agents together. */
export function createIterates(width: number, weights: number, seed: number): Iterates {
  const average = createAverageIterate(width);
  const averageWeights = createAverageIterate(weights);
  const chosen = new Float32Array(width);
  const chosenWeights = new Float64Array(weights);
  return {
    include(iteration, params, taskWeights) {
      addToAverage(average, params);
      addToAverage(averageWeights, taskWeights);
      if (!takesIterate(average.count, createStream(seed, 'iterate', iteration).uniform())) return;
      chosen.set(params);
      chosenWeights.set(taskWeights);
    },
    averaged(now) {
      if (average.count === 0) return now;
      return {
        params: Float32Array.from(average.mean),
        taskWeights: Float32Array.from(averageWeights.mean),
      };
    },
    random: (now) =>
      average.count === 0 ? now : { params: chosen, taskWeights: Float32Array.from(chosenWeights) },
    save: () => ({
      count: average.count,
      mean: average.mean.slice(),
      meanWeights: averageWeights.mean.slice(),
      chosen: chosen.slice(),
      chosenWeights: chosenWeights.slice(),
    }),
    restore(saved) {
      average.count = saved.count;
      averageWeights.count = saved.count;
      average.mean.set(saved.mean);
      averageWeights.mean.set(saved.meanWeights);
      chosen.set(saved.chosen);
      chosenWeights.set(saved.chosenWeights);
    },
  };
}
