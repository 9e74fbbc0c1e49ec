// When the landscape that the page is looking at is computed: at once while nothing trains, as fine as time allows;
// while training again and again, coarser, and never for more than a tenth of the time. Nothing while nobody looks.
import type { LandscapeProgress, Refinement } from '../engine/views/landscape.ts';
import type { LandscapeRequest, LandscapeView } from '../protocol/messages.ts';

export interface LandscapeDutyDeps {
  /** Milliseconds, monotonic. */
  now(): number;
  open(request: LandscapeRequest, refine: Refinement): AsyncGenerator<LandscapeProgress, void>;
  post(view: LandscapeView): void;
  /** The landscape cannot be computed; it is tried again when something has changed. */
  fail(error: unknown): void;
}

export interface LandscapeDuty {
  /** What the page looks at from now on; null: nothing, what was done is kept. */
  want(request: LandscapeRequest | null): void;
  /** Settings have changed, so what was computed no longer holds. */
  invalidate(): void;
  isDue(training: boolean, iteration: number): boolean;
  /** One slice of work. */
  work(training: boolean, iteration: number): Promise<void>;
}

/** Milliseconds of a slice. */
const SLICE = 12;
/** While training, one part in so many of the time. */
const SHARE = 10;
/** While training, least milliseconds between two landscapes. */
const EVERY = 500;
/** Grid points per side, each grid holding the points of the one before. */
const GRIDS = [6, 11, 21, 41];
/** Milliseconds that a grid may take: the first one to be seen, one while training, and one at rest. */
const FIRST = 100;
const WHILE_TRAINING = 200;
const AT_REST = 20_000;

/** The finest grid within a time; the coarsest where none is. */
export function gridWithin(milliseconds: number, perPoint: number): number {
  let best = GRIDS[0];
  for (const grid of GRIDS) if (grid * grid * perPoint <= milliseconds) best = grid;
  return best;
}

export function createLandscapeDuty(deps: LandscapeDutyDeps): LandscapeDuty {
  let wanted: LandscapeRequest | null = null;
  let looking = false;
  let job: AsyncGenerator<LandscapeProgress, void> | null = null;
  let jobIteration = -1;
  let jobBegan = Number.NEGATIVE_INFINITY;
  /** Iteration that the last landscape was computed at, and whether at rest, thus as fine as it gets. */
  let done: { readonly iteration: number; readonly atRest: boolean } | null = null;
  let restUntil = Number.NEGATIVE_INFINITY;
  /** Milliseconds of a grid point; null before the first one. */
  let perPoint: number | null = null;
  let trainingNow = false;

  /** The grid to go on to after one of `shown` points per side. */
  const refine: Refinement = (shown) => {
    if (perPoint === null) return GRIDS[0];
    const finest = gridWithin(trainingNow ? WHILE_TRAINING : AT_REST, perPoint);
    if (shown >= finest) return null;
    if (trainingNow) return finest;
    const soon = Math.max(gridWithin(FIRST, perPoint), GRIDS.find((grid) => grid > shown) ?? finest);
    return Math.min(soon, finest);
  };

  const isStale = (training: boolean, iteration: number) =>
    done?.iteration !== iteration || (!training && !done.atRest);

  function drop(): void {
    job = null;
    done = null;
  }

  function measure(milliseconds: number, points: number): void {
    const now = milliseconds / points;
    perPoint = perPoint === null ? now : 0.8 * perPoint + 0.2 * now;
  }

  async function slice(own: AsyncGenerator<LandscapeProgress, void>, training: boolean): Promise<void> {
    const began = deps.now();
    for (let now = began; now - began < SLICE; ) {
      const { value, done: ended } = await own.next();
      // A message that came meanwhile may have asked for something else.
      if (job !== own) return;
      if (ended) {
        job = null;
        done = { iteration: jobIteration, atRest: !training };
        return;
      }
      const after = deps.now();
      if (value.points > 0) measure(after - now, value.points);
      if (value.view) deps.post(value.view);
      now = after;
    }
  }

  return {
    want(request) {
      looking = request !== null;
      if (!request || JSON.stringify(request) === JSON.stringify(wanted)) return;
      wanted = request;
      drop();
    },
    invalidate: drop,
    isDue(training, iteration) {
      if (!looking || !wanted) return false;
      const now = deps.now();
      if (training && now < restUntil) return false;
      if (job) return true;
      return isStale(training, iteration) && (!training || done === null || now >= jobBegan + EVERY);
    },
    async work(training, iteration) {
      if (!wanted) return;
      trainingNow = training;
      const began = deps.now();
      // At rest only the present counts.
      if (!job || (!training && jobIteration !== iteration)) {
        job = deps.open(wanted, refine);
        jobIteration = iteration;
        jobBegan = began;
      }
      const own = job;
      try {
        await slice(own, training);
      } catch (error) {
        if (job === own) {
          job = null;
          done = { iteration: jobIteration, atRest: true };
          deps.fail(error);
        }
      }
      const after = deps.now();
      restUntil = after + (SHARE - 1) * (after - began);
    },
  };
}
