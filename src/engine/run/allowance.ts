// How much time may go to what figures show beside the training itself: a tenth of the training's, the evaluations that
// the schedule asks for included, so that what is looked at does not slow down what is looked for.

/** Share of the training's time for evaluations, measures and views together. */
const SHARE = 0.1;
/** Share for measures and views where the schedule's evaluations take more than that. */
const LEAST = 0.025;
/** Milliseconds that each saves up at most: rest earns no burst. */
const MOST = 20;
/** Milliseconds that measures have at the beginning, where curves change most and few of their points are there. */
const BEGINNING = 200;

/** What the time that evaluations leave is for, in equal parts. */
export type Shown = 'measures' | 'views';

export interface Allowance {
  /** Whether a measure or a view may be computed now. */
  allows(what: Shown): boolean;
  /** Milliseconds that a measure or a view took. */
  spend(what: Shown, milliseconds: number): void;
  /** Milliseconds that went to training. */
  trained(milliseconds: number): void;
  /** Milliseconds that an evaluation took which the schedule asks for. */
  scheduled(milliseconds: number): void;
}

export function createAllowance(): Allowance {
  const credit: Record<Shown, number> = { measures: BEGINNING, views: 0 };
  /** Earned, but kept for the evaluation that comes; as much as the last one took. */
  let reserved = 0;
  let lastEvaluation = 0;
  const earn = (milliseconds: number): void => {
    for (const what of ['measures', 'views'] as const)
      credit[what] = Math.max(credit[what], Math.min(MOST, credit[what] + milliseconds / 2));
  };
  return {
    allows: (what) => credit[what] >= 0,
    spend(what, milliseconds) {
      credit[what] -= milliseconds;
    },
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
  };
}
