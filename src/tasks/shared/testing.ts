// Small builders for this folder's tests.

import type { ImageClass, ImageSet, ImageSets } from '../../data/images.ts';
import { defaultsOf } from '../../experiment/fields/kinds.ts';
import { allocateBatch, type TaskBatch } from '../../learner/batch.ts';
import { FAMILIES, optionFields, type TaskFamilyId, type TaskOptions } from '../families.ts';
import { createTaskSource } from '../sources.ts';
import type { DrawRequest, TaskSetup, TaskSource } from './types.ts';

/** A setup with its family; the test gives what it needs of it. */
export interface TestSetup extends TaskSetup<TaskOptions> {
  readonly task: TaskFamilyId;
}
export type Changes = Partial<Omit<TestSetup, 'options' | 'taskCount'>> & {
  readonly options?: Partial<TaskOptions>;
  /** Whether a lane needs a finite set. */
  readonly weighted?: boolean;
};

export function setupWith(changes: Changes): TestSetup {
  const { task = 'sinusoid', weighted = false, options: changed, ...rest } = changes;
  const options = { ...defaultsOf(optionFields), ...changed };
  const taskCount = FAMILIES[task].taskCount(options, weighted);
  const shots = rest.shots ?? 10;
  return {
    seed: 7,
    shots,
    testShots: shots,
    testSet: null,
    queries: 10,
    hessianShots: 0,
    stepShots: 0,
    ...rest,
    task,
    options,
    taskCount,
  };
}

export function sourceOf(setup: TestSetup, data: ImageSets | null = null): TaskSource {
  return createTaskSource(setup.task, setup, data);
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
