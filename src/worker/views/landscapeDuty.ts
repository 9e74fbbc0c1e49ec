// When the landscape that the page is looking at is computed: at once while nothing trains, as fine as time allows;
// while training again and again, coarser, as far as the time that views may take allows. Nothing while nobody looks.
import type { LandscapeProgress, Refinement } from '../../engine/views/landscape.ts';
import type { LandscapeRequest, LandscapeView } from '../../protocol/views.ts';
import type { ViewDuty, ViewTime } from './viewDuty.ts';

export interface LandscapeDutyDeps {
  /** Milliseconds, monotonic. */
  now(): number;
  readonly time: ViewTime;
  open(request: LandscapeRequest, refine: Refinement): AsyncGenerator<LandscapeProgress, void>;
  post(view: LandscapeView): void;
  /** The landscape cannot be computed; it is tried again when something has changed. */
  fail(error: unknown): void;
}

export interface LandscapeDuty extends ViewDuty {
  /** What the page looks at from now on; null: nothing, what was done is kept. */
  want(request: LandscapeRequest | null): void;
}

/** Milliseconds of a slice. */
const SLICE = 12;
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

/** The grid to go on to after one of `shown` points per side; `perPoint` in milliseconds, null before the first. */
function gridAfter(shown: number, perPoint: number | null, training: boolean): number | null {
  if (perPoint === null) return GRIDS[0];
  const finest = gridWithin(training ? WHILE_TRAINING : AT_REST, perPoint);
  if (shown >= finest) return null;
  if (training) return finest;
  const soon = Math.max(gridWithin(FIRST, perPoint), GRIDS.find((grid) => grid > shown) ?? finest);
  return Math.min(soon, finest);
}

/** What a grid point costs in milliseconds, smoothed; null before the first. */
interface Cost {
  readonly perPoint: number | null;
  add(milliseconds: number, points: number): void;
}

function createCost(): Cost {
  let perPoint: number | null = null;
  return {
    get perPoint() {
      return perPoint;
    },
    add(milliseconds, points) {
      const now = milliseconds / points;
      perPoint = perPoint === null ? now : 0.8 * perPoint + 0.2 * now;
    },
  };
}

/** A landscape under way. */
interface Job {
  readonly iteration: number;
  readonly pieces: AsyncGenerator<LandscapeProgress, void>;
}

/** Works on a job for one slice, or until it is dropped meanwhile; true once it has ended. */
async function slice(
  { pieces }: Job,
  { now, post }: LandscapeDutyDeps,
  isDropped: () => boolean,
  cost: Cost,
): Promise<boolean> {
  const began = now();
  for (let at = began; at - began < SLICE; ) {
    const { value, done } = await pieces.next();
    if (done || isDropped()) return done === true;
    const after = now();
    if (value.points > 0) cost.add(after - at, value.points);
    if (value.view) post(value.view);
    at = after;
  }
  return false;
}

export function createLandscapeDuty(deps: LandscapeDutyDeps): LandscapeDuty {
  let wanted: LandscapeRequest | null = null;
  let looking = false;
  let job: Job | null = null;
  let lastBegan = Number.NEGATIVE_INFINITY;
  /** Iteration that the last landscape was computed at, and whether at rest, thus as fine as it gets. */
  let done: { readonly iteration: number; readonly atRest: boolean } | null = null;
  let trainingNow = false;
  const cost = createCost();
  const refine: Refinement = (shown) => gridAfter(shown, cost.perPoint, trainingNow);

  function drop(): void {
    job = null;
    done = null;
  }

  function finish({ iteration }: Job, atRest: boolean): void {
    job = null;
    done = { iteration, atRest };
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
      if (!looking || (training && !deps.time.allows())) return false;
      if (job || done === null) return true;
      const stale = done.iteration !== iteration || (!training && !done.atRest);
      return stale && (!training || deps.now() >= lastBegan + EVERY);
    },
    async work(training, iteration) {
      if (!wanted) return;
      trainingNow = training;
      const began = deps.now();
      // At rest only the present counts.
      if (!job || (!training && job.iteration !== iteration)) {
        job = { iteration, pieces: deps.open(wanted, refine) };
        lastBegan = began;
      }
      const own = job;
      // A message that comes meanwhile may ask for something else.
      const isDropped = () => job !== own;
      try {
        if ((await slice(own, deps, isDropped, cost)) && !isDropped()) finish(own, !training);
      } catch (error) {
        if (!isDropped()) {
          finish(own, true);
          deps.fail(error);
        }
      }
      if (training) deps.time.spend(deps.now() - began);
    },
  };
}
