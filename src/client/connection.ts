// The line to the training worker: starts it when needed, numbers the runs, and drops what belongs to an earlier one.
import type { FromWorker, ToWorker, Unsent } from '../protocol/messages.ts';
import { messageOf } from '../text/sentences.ts';

/** The part of a Worker that the client uses. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface ConnectionEvents {
  /** A message of the current run. */
  receive(message: FromWorker): void;
  /** The worker is of no use any more; a sentence says why. */
  lost(reason: string): void;
  /** No worker can be started here. */
  unavailable(reason: string): void;
}

export interface Connection {
  /** Begins a run, with a worker if there is none; what is sent from now on belongs to it. */
  openRun(): void;
  send(message: Unsent<ToWorker>): void;
  /** Ends the worker. */
  close(): void;
}

export function createConnection(createWorker: () => WorkerLike, events: ConnectionEvents): Connection {
  let worker: WorkerLike | null = null;
  let runId = 0;

  function connect(): void {
    const created = createWorker();
    worker = created;
    const isCurrent = () => worker === created;
    created.onmessage = ({ data }) => {
      if (isCurrent() && data.runId === runId) events.receive(data);
    };
    created.onerror = (event) => {
      event.preventDefault?.();
      const detail = event.message ? `: ${event.message}` : '';
      if (isCurrent()) events.lost(`The training worker stopped${detail}.`);
    };
    created.onmessageerror = () => {
      if (isCurrent()) events.lost('A message of the training worker could not be read.');
    };
  }

  return {
    openRun() {
      runId++;
      if (worker) return;
      try {
        connect();
      } catch (error) {
        events.unavailable(`The training worker could not be started: ${messageOf(error)}`);
      }
    },
    send: (message) => worker?.postMessage({ ...message, runId } as ToWorker),
    close() {
      worker?.terminate();
      worker = null;
    },
  };
}
