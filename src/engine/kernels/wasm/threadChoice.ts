// Whether a call of one shape runs on all threads or on one, by its own measured times: a core that somebody else
// uses makes threads slower than none. The answer's bits are the same either way.

/** Weight of the newest time in the running estimate. */
const NEWEST = 0.3;
/** Calls between two trials of the slower way: at first, and at most after it has lost again and again. */
const FIRST_TRIAL = 4;
const LAST_TRIAL = 128;

export interface ThreadChoice {
  /** Whether the next call takes all threads. */
  next(): boolean;
  /** Milliseconds that a call took. */
  record(threaded: boolean, milliseconds: number): void;
}

export function createThreadChoice(): ThreadChoice {
  const times: { one: number | null; many: number | null } = { one: null, many: null };
  let calls = 0;
  let interval = FIRST_TRIAL;
  let preferred = true;
  const choose = (): boolean => {
    if (times.many === null) return true;
    if (times.one === null) return false;
    return calls >= interval ? !preferred : preferred;
  };
  return {
    next: choose,
    record(threaded, milliseconds) {
      const key = threaded ? 'many' : 'one';
      const before = times[key];
      const trial = threaded !== preferred;
      // A trial's single time speaks for itself; the estimate of the way in use is smoothed.
      times[key] = before === null || trial ? milliseconds : before + NEWEST * (milliseconds - before);
      calls = trial ? 0 : calls + 1;
      if (times.one === null || times.many === null) return;
      const better = times.many <= times.one;
      if (better !== preferred) interval = FIRST_TRIAL;
      else if (trial) interval = Math.min(LAST_TRIAL, 2 * interval);
      preferred = better;
    },
  };
}
