// An import's end while it is under way: what waits fails in words, and the worker is gone.
import { afterEach, expect, it, vi } from 'vitest';
import { CANCELLED, importInWorker } from './importInWorker.ts';

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
  running.end();
  await expect(inspected).rejects.toThrow(CANCELLED);
  expect(calls).toEqual(['inspect', 'terminated']);
});
