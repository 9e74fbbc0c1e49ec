// How much time may go to what figures show beside the training itself: a tenth of the training's, the evaluations that
// the schedule asks for included, so that what is looked at does not slow down what is looked for.

/** Share of the training's time for evaluations, measures and views together. */
const SHARE = 0.1;
/** Share for measures and views where the schedule's evaluations take more than that. */
const LEAST = 0.025;
/** Milliseconds that are saved up at most: rest earns no burst. */
const MOST = 20;

export interface Allowance {
  /** Whether a measure or a view may be computed now. */
  allows(): boolean;
  /** Milliseconds that went to training. */
  trained(milliseconds: number): void;
  /** Milliseconds that an evaluation took which the schedule asks for. */
  scheduled(milliseconds: number): void;
  /** Milliseconds that a measure or a view took. */
  spend(milliseconds: number): void;
}

export function createAllowance(): Allowance {
  let credit = 0;
  /** Earned, but kept for the evaluation that comes; as much as the last one took. */
  let reserved = 0;
  let lastEvaluation = 0;
  const earn = (milliseconds: number): void => {
    credit = Math.min(MOST, credit + milliseconds);
  };
  return {
    allows: () => credit >= 0,
    trained(milliseconds) {
      earn(LEAST * milliseconds);
      reserved += (SHARE - LEAST) * milliseconds;
      earn(Math.max(0, reserved - lastEvaluation));
      reserved = Math.min(reserved, lastEvaluation);
    },
    scheduled(milliseconds) {
      earn(Math.max(0, reserved - milliseconds));
      reserved = 0;
      lastEvaluation = milliseconds;
    },
    spend(milliseconds) {
      credit -= milliseconds;
    },
  };
}
