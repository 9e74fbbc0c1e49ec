// A worker thread of `npm run sweep`.
import { serve } from '../shared/pool.ts';
import { runCell } from './cell.ts';

serve(runCell);
