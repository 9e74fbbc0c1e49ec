// Small builders for this folder's tests.

import type { ImageClass, ImageSet } from '../../data/images.ts';
import { defaultExperiment } from '../../experiment/defaults.ts';
import type { Experiment, LaneSettings, TaskOptions } from '../../experiment/types.ts';
import { allocateBatch, type TaskBatch } from '../../learner/batch.ts';
import type { DrawRequest, TaskSource } from './types.ts';

export type Changes = Partial<Omit<Experiment, 'options' | 'shared'>> & {
  readonly options?: Partial<TaskOptions>;
  readonly shared?: Partial<LaneSettings>;
};

export function experimentWith(changes: Changes): Experiment {
  const { options, shared, ...rest } = changes;
  return {
    ...defaultExperiment,
    seed: 7,
    lanes: [{ preset: 'maml', overrides: {} }],
    ...rest,
    options: { ...defaultExperiment.options, ...options },
    shared: { ...defaultExperiment.shared, ...shared },
  };
}

export function requestWith(changes: Partial<DrawRequest> = {}): DrawRequest {
  return {
    purpose: 'train',
    iteration: 3,
    agent: 0,
    agents: 1,
    tasks: 4,
    pairs: 1,
    distribution: 'ambient',
    ...changes,
  };
}

/** Draws the request into a fresh batch. */
export function drawn(source: TaskSource, changes: Partial<DrawRequest> = {}): TaskBatch {
  const request = requestWith(changes);
  const { inputs, outputs } = source.shape;
  const batch = allocateBatch({ rows: request.tasks * request.pairs, inputs, outputs, ...source.examples });
  source.draw(request, batch, 0);
  return batch;
}

/** FNV-1a of the values' bytes: pins what a machine computes to a constant. */
export function fingerprint(values: Float32Array | Uint8Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** A set whose image i has all pixels i mod 256 but the first, which is 255: images and turns can be told apart. */
export function numberedSet(
  name: string,
  classes: number,
  perClass: number,
  extra: (index: number) => Partial<ImageClass> = () => ({}),
): ImageSet {
  const pixels = new Uint8Array(classes * perClass * 4);
  for (let i = 0; i < classes * perClass; i++) pixels.set([255, i % 251, i % 251, i % 251], 4 * i);
  const list = Array.from({ length: classes }, (_, c): ImageClass => {
    const train = Uint32Array.from({ length: perClass }, (__, k) => c * perClass + k);
    return { name: `class ${c}`, group: `class ${c}`, train, test: new Uint32Array(0), ...extra(c) };
  });
  return { name, height: 2, width: 2, channels: 1, pixels, classes: list, notes: [] };
}
