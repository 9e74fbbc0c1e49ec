// What keeps a view up to date, and the pace of those that follow the training: at once while nothing trains, else
// every so often, as far as the time that views may take allows.

/** The time that views may take while a run trains. */
export interface ViewTime {
  allows(): boolean;
  spend(milliseconds: number): void;
}

/** Keeps one view up to date. `training`: whether the run trains, so that time is scarce. */
export interface ViewDuty {
  isDue(training: boolean, iteration: number): boolean;
  /** One piece of work. */
  work(training: boolean, iteration: number): Promise<void>;
  /** Settings have changed, so what was computed no longer holds. */
  invalidate(): void;
}

/** While training, least milliseconds between two of a view. */
const EVERY = 250;
export interface Pace {
  isDue(training: boolean, iteration: number): boolean;
  /** Does the work as that of this iteration. */
  keep(training: boolean, iteration: number, work: () => Promise<void>): Promise<void>;
  /** What was done no longer holds. */
  invalidate(): void;
}

/** `now` in milliseconds. */
export function createPace(now: () => number, time: ViewTime): Pace {
  let done = -1;
  let next = 0;
  return {
    isDue: (training, iteration) => done !== iteration && (!training || (now() >= next && time.allows())),
    async keep(training, iteration, work) {
      const began = now();
      done = iteration;
      try {
        await work();
      } catch (error) {
        done = -1;
        throw error;
      } finally {
        const ended = now();
        if (training) time.spend(ended - began);
        next = ended + EVERY;
      }
    },
    invalidate() {
      done = -1;
    },
  };
}

/** A view that is computed as the training goes on. */
export function pacedDuty(now: () => number, time: ViewTime, compute: () => Promise<void>): ViewDuty {
  const { isDue, keep, invalidate } = createPace(now, time);
  return { isDue, work: (training, iteration) => keep(training, iteration, compute), invalidate };
}
