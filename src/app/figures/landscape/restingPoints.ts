// Points of a plane of quadratics that are known in closed form: the minimisers of the meta-loss and of the plain
// average, and where the update of each lane stands still.
import type { LandscapeMark } from '../../../charts/landscape/landscapeData.ts';
import { laneReads } from '../../../experiment/axes/laneFields.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { laneNames, resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment, LaneSettings } from '../../../experiment/types.ts';
import type { Baseline, Curvature } from '../../../learner/rule.ts';
import {
  type QuadraticDirection,
  type QuadraticInnerLoop,
  type QuadraticTask,
  restingPoint,
} from '../../../math/quadratics.ts';

/** A lane's inner loop; the model of a quadratic is one layer, so that every choice of layers adapts all of it. */
export function innerLoopOf(settings: LaneSettings): QuadraticInnerLoop {
  const { alpha, innerSteps, l2 } = settings;
  return { alpha, innerSteps, l2, proximal: laneReads('proximal', settings) ? settings.proximal : 0 };
}

const THROUGH_ADAPTATION: Readonly<Record<Curvature, QuadraticDirection>> = {
  exact: 'exact',
  none: 'first-order',
  'finite-difference': 'exact',
  implicit: 'implicit',
};

const DIRECTION: Readonly<Record<Baseline, (curvature: Curvature) => QuadraticDirection>> = {
  none: (curvature) => THROUGH_ADAPTATION[curvature],
  reptile: () => 'reptile',
  joint: () => 'joint',
};

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
  const { weighting, network, baseline, curvature } = settings;
  if (weightingEntries[weighting].weighted || networkEntries[network].agents === 'many') return null;
  return spotOf(tasks, innerLoopOf(settings), DIRECTION[baseline](curvature));
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
