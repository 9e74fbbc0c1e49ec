// The protocol's types, checked by the compiler, and which buffers of a message are transferred.
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { FromWorker, ToWorker } from './messages.ts';
import { transferablesOf } from './transfer.ts';

describe('protocol', () => {
  it('ties the payload to the kind, and every message to a run', () => {
    expectTypeOf<ToWorker>().toHaveProperty('runId').toEqualTypeOf<number>();
    expectTypeOf<FromWorker>().toHaveProperty('runId').toEqualTypeOf<number>();
    expectTypeOf<Extract<ToWorker, { kind: 'pause' }>>().toEqualTypeOf<{
      readonly kind: 'pause';
      readonly runId: number;
    }>();
    expectTypeOf<Extract<FromWorker, { kind: 'failed' }>['message']>().toEqualTypeOf<string>();
    // @ts-expect-error a pause has no experiment
    const wrong: ToWorker = { kind: 'pause', runId: 1, experiment: null };
    expect(wrong.kind).toBe('pause');
  });

  it('transfers each buffer once, and nothing of small messages', () => {
    const shared = new Float32Array(4);
    const view = {
      loss: shared,
      again: shared.subarray(2),
      other: new Float64Array(2),
      empty: new Float32Array(0),
    };
    const message = { kind: 'step-loss', runId: 1, view } as unknown as FromWorker;
    expect(transferablesOf(message)).toEqual([shared.buffer, view.other.buffer]);
    expect(transferablesOf({ kind: 'notice', runId: 1, message: 'hello' })).toEqual([]);
  });

  it('copies what lies in shared memory', () => {
    const memory = new Float32Array(new SharedArrayBuffer(16));
    const message = { kind: 'step-loss', runId: 1, view: { memory } } as unknown as FromWorker;
    expect(transferablesOf(message)).toEqual([]);
  });
});
