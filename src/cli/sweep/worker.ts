// A worker thread of `npm run sweep`.
import { serve } from '../shared/pool.ts';
import { runBatch } from './batch.ts';

serve(runBatch);
