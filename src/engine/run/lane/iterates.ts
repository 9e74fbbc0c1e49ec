// Outputs T1 and T2 of DA-MAML (Collins et al. 2022: eq. (12), and the output named after it): the average of the
// iterates so far, and one iterate chosen uniformly at random among them.
import { createStream } from '../../../math/rng.ts';
import type { IteratesCheckpoint } from '../../../protocol/payloads.ts';
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
  save(): IteratesCheckpoint;
  restore(saved: IteratesCheckpoint): void;
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
    save: () => ({
      count: average.count,
      mean: average.mean.slice(),
      chosen: random.chosen.slice(),
      chosenAt: random.iteration,
    }),
    restore(saved) {
      average.count = saved.count;
      random.count = saved.count;
      random.iteration = saved.chosenAt;
      average.mean.set(saved.mean);
      random.chosen.set(saved.chosen);
    },
  };
}
