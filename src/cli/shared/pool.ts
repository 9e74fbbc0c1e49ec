// Shares tasks out among worker threads, one at a time to each. A worker's module calls `serve`.
import { parentPort, Worker } from 'node:worker_threads';
import { messageOf } from '../../text/sentences.ts';

export type Outcome<Result> = { readonly result: Result } | { readonly error: string };

function ask<Task, Result>(worker: Worker, task: Task): Promise<Outcome<Result>> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error);
    worker.once('error', fail);
    worker.once('message', (outcome: Outcome<Result>) => {
      worker.off('error', fail);
      resolve(outcome);
    });
    worker.postMessage(task);
  });
}

/**
 * Runs all tasks in threads of `module`, the first ones first; each outcome is told as it comes. Where `told` throws, no
 * further task begins and the promise is rejected.
 */
export async function runAll<Task, Result>(
  module: URL,
  tasks: readonly Task[],
  threads: number,
  told: (task: Task, outcome: Outcome<Result>) => void,
): Promise<void> {
  const waiting = [...tasks];
  const work = async () => {
    const worker = new Worker(new URL('./start.mjs', import.meta.url), { workerData: module.href });
    try {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
        told(task, await ask(worker, task));
    } finally {
      waiting.length = 0;
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work));
}

/** Called by a worker's module: runs what it is sent, one task after another. */
export function serve<Task, Result>(run: (task: Task) => Promise<Result>): void {
  parentPort?.on('message', async (task: Task) => {
    try {
      parentPort?.postMessage({ result: await run(task) });
    } catch (error) {
      parentPort?.postMessage({ error: messageOf(error) });
    }
  });
}
