// Helpers for tests of the engine in Node: backends, small deterministic problems and finite differences.
import { allocateBatch, type TaskBatch } from '../../learner/batch.ts';
import { inputCount, type Loss, type ModelSpec, outputCount } from '../../learner/model.ts';
import { createStream } from '../../math/rng.ts';
import { startBackend } from './backend.ts';
import { NODE_ASSETS } from './nodeAssets.ts';

/** Backends that run in Node; each suite runs on all of them. */
export const NODE_BACKENDS = ['cpu', 'wasm'] as const;
export type NodeBackend = (typeof NODE_BACKENDS)[number];

export async function startNodeBackend(name: NodeBackend): Promise<void> {
  await startBackend(name, NODE_ASSETS);
}

/** Normal numbers, the same for the same key. */
export function normals(length: number, key: string, scale = 1): Float32Array {
  const stream = createStream(1, key);
  return Float32Array.from({ length }, () => scale * stream.normal());
}

export interface BatchSizes {
  readonly rows: number;
  readonly support: number;
  readonly query: number;
  readonly hessian?: number;
}

/** A batch with normal inputs and, by loss, normal or one-hot targets. */
export function randomBatch(model: ModelSpec, loss: Loss, sizes: BatchSizes, key = 'batch'): TaskBatch {
  const [inputs, outputs] = [inputCount(model), outputCount(model)];
  const batch = allocateBatch({ inputs, outputs, hessian: 0, ...sizes });
  const stream = createStream(2, key);
  for (const set of [batch.support, batch.query, batch.hessian]) {
    if (!set) continue;
    for (let i = 0; i < set.x.length; i++) set.x[i] = stream.normal();
    for (let i = 0; i < set.y.length; i += outputs) {
      if (loss === 'mse') for (let j = 0; j < outputs; j++) set.y[i + j] = stream.normal();
      else set.y[i + stream.integer(outputs)] = 1;
    }
  }
  return batch;
}
