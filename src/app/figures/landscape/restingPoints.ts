// Points of a plane of quadratics that are known in closed form: the minimisers of the meta-loss and of the plain
// average, and where the update of each lane stands still.
import type { LandscapeMark } from '../../../charts/landscape/landscapeData.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { directionOf, innerLoopOf } from '../../../experiment/closedForms.ts';
import { laneNames, resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment, LaneSettings } from '../../../experiment/types.ts';
import {
  type QuadraticDirection,
  type QuadraticInnerLoop,
  type QuadraticTask,
  restingPoint,
} from '../../../math/quadratics.ts';

/** Closer than this two points are one mark. */
const SAME = 1e-6;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Null where the point is not unique, or where steps lead away from it. */
function spotOf(
  tasks: readonly QuadraticTask[],
  loop: QuadraticInnerLoop,
  direction: QuadraticDirection,
): Spot | null {
  try {
    const { point, attracts } = restingPoint({ tasks, ...loop }, direction);
    return attracts ? { x: point[0], y: point[1] } : null;
  } catch {
    return null;
  }
}

/** Where a lane's update stands still; null where that is no linear system (weights that move, agents). */
function laneSpot(tasks: readonly QuadraticTask[], settings: LaneSettings): Spot | null {
  const { weighting, network } = settings;
  if (weightingEntries[weighting].weighted || networkEntries[network].agents === 'many') return null;
  return spotOf(tasks, innerLoopOf(settings), directionOf(settings));
}

/** The minimiser of the chosen lane's F and that of the plain average; where lanes stop that stop elsewhere. */
export function restingPoints(
  experiment: Experiment,
  tasks: readonly QuadraticTask[],
  lane: number,
): LandscapeMark[] {
  const settings = experiment.lanes.map((_, i) => resolveLane(experiment, i, Number.POSITIVE_INFINITY));
  const names = laneNames(experiment);
  const marks: LandscapeMark[] = [];
  const add = (spot: Spot | null, rest: Pick<LandscapeMark, 'label' | 'kind' | 'lane'>) => {
    if (spot && !marks.some(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) < SAME))
      marks.push({ ...spot, ...rest });
  };
  const loop = innerLoopOf(settings[lane]);
  add(spotOf(tasks, loop, 'exact'), { label: 'minimiser of F', kind: 'minimiser' });
  add(spotOf(tasks, loop, 'joint'), { label: 'minimiser of the average', kind: 'average' });
  settings.forEach((one, i) => {
    add(laneSpot(tasks, one), { label: `${names[i]} stops`, kind: 'stopping', lane: i });
  });
  return marks;
}
