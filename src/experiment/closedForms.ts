// What a lane is to the closed forms of quadratic tasks: its inner loop, and the direction that its outer step follows.
import type { Baseline, Curvature } from '../learner/rule.ts';
import type { QuadraticDirection, QuadraticInnerLoop } from '../math/quadratics.ts';
import { laneReads } from './axes/laneFields.ts';
import type { LaneSettings } from './types.ts';

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

/** What the outer step of a lane follows. */
export function directionOf({ baseline, curvature }: LaneSettings): QuadraticDirection {
  return DIRECTION[baseline](curvature);
}
