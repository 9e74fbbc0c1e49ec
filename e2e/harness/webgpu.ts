// Page side of the harness: passes each job to the worker, where TensorFlow.js runs as in the product.
import type { Answer, Job } from './jobs.ts';

declare global {
  interface Window {
    runJob(job: Job): Promise<Answer>;
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
let last: Promise<unknown> = Promise.resolve();

function post(job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ answer?: Answer; error?: string }>) =>
      data.answer ? resolve(data.answer) : reject(new Error(data.error ?? 'no answer'));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(job);
  });
}

window.runJob = (job) => {
  const answer = last.then(() => post(job));
  last = answer.catch(() => undefined);
  return answer;
};
