// Shares runs out among worker threads, one at a time to each.
import { Worker } from 'node:worker_threads';
import type { StoredRun } from '../../lessons/results/stored.ts';
import type { Task } from './task.ts';

export type Outcome = { readonly run: StoredRun } | { readonly error: string };

function ask(worker: Worker, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error);
    worker.once('error', fail);
    worker.once('message', (outcome: Outcome) => {
      worker.off('error', fail);
      resolve(outcome);
    });
    worker.postMessage(task);
  });
}

/** Runs all tasks; each outcome is told as it comes. */
export async function runAll(
  tasks: readonly Task[],
  threads: number,
  told: (task: Task, outcome: Outcome) => void,
): Promise<void> {
  const waiting = [...tasks];
  const work = async () => {
    const worker = new Worker(new URL('./start.mjs', import.meta.url));
    try {
      for (let task = waiting.shift(); task; task = waiting.shift()) told(task, await ask(worker, task));
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work));
}
