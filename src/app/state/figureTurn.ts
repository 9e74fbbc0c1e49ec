// When a figure is drawn: on screen always, off screen once training rests, so that pictures of the whole page
// and prints are right while training never pays for figures nobody sees.
import type { RunState } from '../../protocol/payloads.ts';

/** Whether a figure takes the latest snapshot at its turn. */
export function takesTurn(visible: boolean, state: RunState): boolean {
  return visible || state === 'idle' || state === 'paused' || state === 'error';
}
