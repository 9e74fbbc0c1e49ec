// An import's end while it is under way: what waits fails in words, and the worker is gone.
import { afterEach, expect, it, vi } from 'vitest';
import { CANCELLED, importInWorker } from './importInWorker.ts';
import type { ImportRequest } from './messages.ts';

afterEach(() => vi.unstubAllGlobals());

it('fails what is under way when it is ended, and stops the worker', async () => {
  const calls: string[] = [];
  class SilentWorker {
    postMessage({ kind }: { kind: string }) {
      calls.push(kind);
    }
    terminate() {
      calls.push('terminated');
    }
  }
  vi.stubGlobal('Worker', SilentWorker);
  const running = importInWorker(() => undefined);
  const inspected = running.inspect([], null);
  await vi.waitFor(() => expect(calls).toEqual(['inspect']));
  running.end();
  await expect(inspected).rejects.toThrow(CANCELLED);
  expect(calls).toEqual(['inspect', 'terminated']);
});

it('hands a large folder over in small messages, and stops when it is ended', async () => {
  const handed: number[] = [];
  class SlowWorker {
    postMessage(request: ImportRequest) {
      if (request.kind !== 'files') throw new Error('all files were handed over');
      handed.push(request.files.length);
      // Every message takes longer than one piece of work may.
      const from = performance.now();
      while (performance.now() - from < 40);
    }
    terminate() {}
  }
  vi.stubGlobal('Worker', SlowWorker);
  const told: number[] = [];
  const running = importInWorker(({ fraction }) => {
    told.push(fraction);
    if (fraction > 0) running.end();
  });
  const file = new File([], 'x.png');
  const files = Array.from({ length: 1000 }, (_, i) => ({ path: `${i}.png`, file }));
  await expect(running.inspect(files, null)).rejects.toThrow(CANCELLED);
  expect(Math.max(...handed)).toBeLessThanOrEqual(50);
  expect(handed.length).toBeLessThan(5);
  expect(told.length).toBeGreaterThan(1);
});
