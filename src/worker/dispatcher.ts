// The worker's logic without a worker: takes messages, keeps one run, drops what belongs to another. Everything
// outside (clock, queue, engine) is injected.
import type { ToWorker } from '../protocol/messages.ts';
import { beginRun } from './begin.ts';
import { applyMessage } from './handlers.ts';
import { postStatus } from './publish.ts';
import { pump } from './pump.ts';
import { createRun, endRun, type Run, type WorkerDeps } from './run.ts';

export interface Dispatcher {
  handle(message: ToWorker): void;
}

export function createDispatcher(deps: WorkerDeps): Dispatcher {
  let current: Run | null = null;
  return {
    handle(message) {
      if (message.kind === 'start') {
        if (current) endRun(current);
        current = createRun(message, deps);
        postStatus(current);
        void beginRun(current);
      } else if (current && !current.dead && message.runId === current.start.runId) {
        applyMessage(current, message);
        void pump(current);
      }
    },
  };
}
