// A single step of training seen on one task: first the inner steps move along from the launch curve to the fit, then
// the outer step moves the launch model and everything that follows from it.
import { useRef } from 'react';
import type { Numbers } from '../core/geometry.ts';
import { eased, isSingleStep, useStepTime } from '../core/motion.ts';
import { type AdaptationData, type LaneCurves, shownSteps } from './adaptationData.ts';

/** Share of the time that the inner loop takes. */
const INNER = 0.55;
const MILLISECONDS = 1400;

/** The curve between two, at `t` of the way; the second where they are not comparable. */
export function between(from: Numbers | undefined, to: Numbers, t: number): Numbers {
  if (!from || from.length !== to.length) return to;
  return Float64Array.from(to, (value, i) => from[i]! + t * (value - from[i]!));
}

/** Where the inner loop is after a part of its steps, in between two of them too. */
function alongSteps({ curves }: LaneCurves, steps: number): Numbers {
  const at = Math.min(Math.floor(steps), curves.length - 1);
  const next = curves[at + 1];
  return next ? between(curves[at], next, steps - at) : curves[at]!;
}

/** What is drawn at `time` (0…1) of a single step from one state to the next. */
export function stepFrame(from: AdaptationData, to: AdaptationData, time: number): AdaptationData {
  if (time < INNER) {
    const part = eased(time / INNER);
    const moving = from.lanes.flatMap((lane) =>
      lane.curves.length > 1 ? { lane: lane.lane, y: alongSteps(lane, part * shownSteps(from, lane)) } : [],
    );
    return { ...from, moving };
  }
  const part = eased((time - INNER) / (1 - INNER));
  const lanes = to.lanes.map((lane) => {
    const old = from.lanes.find((one) => one.lane === lane.lane);
    return { ...lane, curves: lane.curves.map((curve, m) => between(old?.curves[m], curve, part)) };
  });
  return { ...to, lanes };
}

/** The data as it moves; itself at rest. */
export function useCurveMotion(data: AdaptationData): AdaptationData {
  const seen = useRef<{ data: AdaptationData; from: AdaptationData | null }>({ data, from: null });
  const { current } = seen;
  if (current.data !== data) {
    // Another selection leaves a motion as it is; another task ends it.
    const same = current.data.rest === data.rest && current.data.x === data.x;
    const kept = same ? current.from : null;
    seen.current = { data, from: isSingleStep(current.data.rest, data.rest) ? current.data : kept };
  }
  const { from } = seen.current;
  const time = useStepTime(from && data.rest !== undefined ? data.rest : null, MILLISECONDS);
  return from && time !== null ? stepFrame(from, data, time) : data;
}
