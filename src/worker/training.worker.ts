// Entry of the training worker: wires the dispatcher to the worker's queue, clock and engine.
import type { ToWorker } from '../protocol/messages.ts';
import { createDispatcher } from './dispatcher.ts';
import { openWorkerSession } from './openWorkerSession.ts';
import { createQueueYield } from './scheduler.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

const queue = createQueueYield();
const dispatcher = createDispatcher({
  post: (message, transfer) => scope.postMessage(message, transfer as Transferable[]),
  now: () => performance.now(),
  ...queue,
  open: openWorkerSession,
});

scope.onmessage = (event: MessageEvent<ToWorker>) => dispatcher.handle(event.data);
