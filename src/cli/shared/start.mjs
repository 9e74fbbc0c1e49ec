// Starts a worker thread with the module whose address it is given: threads do not inherit what reads TypeScript.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData);
