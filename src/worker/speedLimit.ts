// The speed that the user set, as iterations that training may make now.

export interface SpeedLimit {
  /** Null: none. */
  readonly perSecond: number | null;
  set(perSecond: number | null): void;
  /** Counts time from now on: rest saves nothing up. */
  restart(): void;
  /** Iterations allowed now; at most one second's worth is saved up. */
  allowed(): number;
  spend(iterations: number): void;
}

/** `now` in milliseconds. */
export function createSpeedLimit(now: () => number): SpeedLimit {
  let perSecond: number | null = null;
  let allowance = 1;
  let countedAt = now();
  return {
    get perSecond() {
      return perSecond;
    },
    set(next) {
      perSecond = next;
      allowance = 1;
      countedAt = now();
    },
    restart() {
      countedAt = now();
    },
    allowed() {
      if (perSecond === null) return Number.POSITIVE_INFINITY;
      const at = now();
      allowance = Math.min(Math.max(1, perSecond), allowance + ((at - countedAt) / 1000) * perSecond);
      countedAt = at;
      return Math.floor(allowance);
    },
    spend(iterations) {
      if (perSecond !== null) allowance -= iterations;
    },
  };
}
