// A worker thread of `npm run reproduce`: runs what it is sent, one run after another.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../text/sentences.ts';
import { runTask, type Task } from './task.ts';

parentPort?.on('message', async (task: Task) => {
  try {
    parentPort?.postMessage({ run: await runTask(task) });
  } catch (error) {
    parentPort?.postMessage({ error: messageOf(error) });
  }
});
