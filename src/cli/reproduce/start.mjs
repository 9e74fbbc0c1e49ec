// Starts a worker thread of `npm run reproduce`: threads do not inherit what reads TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
