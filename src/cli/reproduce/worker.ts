// A worker thread of `npm run reproduce`.
import { serve } from '../shared/pool.ts';
import { runTask } from './task.ts';

serve(runTask);
