// Outputs T1 and T2 of DA-MAML (Collins et al. 2022, eq. 12): the average of the iterates so far, and one
// iterate chosen uniformly at random among them.
import { createStream } from '../../../math/rng.ts';
import {
  addToAverage,
  createAverageIterate,
  createRandomIterate,
  offerIterate,
} from '../../meta/weighting.ts';

export interface Iterates {
  /** Takes in w before the update of an iteration. */
  include(iteration: number, params: Float32Array): void;
  /** (1/T) Σ w^t; the given parameters before the first iteration. */
  averaged(params: Float32Array): Float32Array;
  random(params: Float32Array): Float32Array;
  /** [count, τ, mean…, chosen…] for a checkpoint. */
  save(): Float64Array;
  restore(saved: Float64Array): void;
}

export function createIterates(length: number, seed: number): Iterates {
  const average = createAverageIterate(length);
  const random = createRandomIterate(length);
  return {
    include(iteration, params) {
      addToAverage(average, params);
      offerIterate(random, params, createStream(seed, 'iterate', iteration).uniform());
    },
    averaged: (params) => (average.count ? Float32Array.from(average.mean) : params),
    random: (params) => (random.count ? random.chosen : params),
    save() {
      const saved = new Float64Array(2 + 2 * length);
      saved[0] = average.count;
      saved[1] = random.iteration;
      saved.set(average.mean, 2);
      saved.set(random.chosen, 2 + length);
      return saved;
    },
    restore(saved) {
      average.count = saved[0];
      random.count = saved[0];
      random.iteration = saved[1];
      average.mean.set(saved.subarray(2, 2 + length));
      random.chosen.set(saved.subarray(2 + length, 2 + 2 * length));
    },
  };
}
