// Plane quadratics exactly: the meta-loss and single tasks' losses after adaptation on a grid, and inner steps,
// all in closed form, so that the landscape follows a dragged task at once.

import { adapt, adaptation, type QuadraticInnerLoop } from '../../../math/quadratics.ts';
import type { OwnQuadratic } from '../../../tasks/quadratics/own.ts';
import type { QuadraticTask } from '../../../tasks/quadratics/source.ts';

interface PlaneLosses {
  /** [resolution, resolution], row-major from the lower left. */
  readonly metaLoss: Float32Array;
  readonly taskLoss: readonly Float32Array[];
}

/** f_i(w_N) and their mean over [−reach, reach]². */
export function planeLosses(
  tasks: readonly QuadraticTask[],
  loop: QuadraticInnerLoop,
  reach: number,
  resolution: number,
): PlaneLosses {
  const metaLoss = new Float32Array(resolution * resolution);
  const taskLoss = tasks.map((task) => {
    // w_N − c = M w + (q − c), and A, entry by entry: a call per point would be too slow to drag a task by.
    const { matrix, offset } = adaptation(task, loop);
    const [[m00, m01], [m10, m11]] = matrix;
    const [p, q] = offset.map((value, i) => value - task.c[i]);
    const [a, b, , d] = task.A;
    const values = new Float32Array(resolution * resolution);
    for (let i = 0; i < values.length; i++) {
      const w0 = at(i % resolution, reach, resolution);
      const w1 = at(Math.floor(i / resolution), reach, resolution);
      const x = m00 * w0 + m01 * w1 + p;
      const y = m10 * w0 + m11 * w1 + q;
      values[i] = 0.5 * (a * x * x + 2 * b * x * y + d * y * y);
      metaLoss[i] += values[i] / tasks.length;
    }
    return values;
  });
  return { metaLoss, taskLoss };
}

function at(index: number, reach: number, resolution: number): number {
  return resolution > 1 ? -reach + (2 * reach * index) / (resolution - 1) : 0;
}

/** The launch model and what each of N inner steps makes of it [N + 1, 2]. */
export function innerPath(
  task: QuadraticTask,
  loop: QuadraticInnerLoop,
  from: readonly [number, number],
): Float32Array {
  const steps = loop.innerSteps ?? 1;
  const points = new Float32Array(2 * (steps + 1));
  for (let m = 0; m <= steps; m++) points.set(adapt(task, { ...loop, innerSteps: m }, [...from]), 2 * m);
  return points;
}

/** An axis is drawn this long (plane units) where the curvature is 1; as 1/√curvature elsewhere. */
const UNIT = 0.7;

/** End points of both half axes, relative to the optimum: along a level curve of the task's loss. */
export function axesOf({ angle, curvatures }: OwnQuadratic): [[number, number], [number, number]] {
  const turn = (angle * Math.PI) / 180;
  const [long, wide] = curvatures.map((k) => UNIT / Math.sqrt(k));
  return [
    [long * Math.cos(turn), long * Math.sin(turn)],
    [-wide * Math.sin(turn), wide * Math.cos(turn)],
  ];
}

/** The task after the end of one of its axes was dragged to (dx, dy) from the optimum. */
export function withAxis(task: OwnQuadratic, axis: 0 | 1, dx: number, dy: number): OwnQuadratic {
  const length = Math.max(1e-3, Math.hypot(dx, dy));
  const turn = (Math.atan2(dy, dx) * 180) / Math.PI - (axis === 1 ? 90 : 0);
  const curvature = Math.min(10, Math.max(0.01, (UNIT / length) ** 2));
  const [first, second] = task.curvatures;
  return {
    ...task,
    angle: ((turn % 180) + 180) % 180,
    curvatures: axis === 0 ? [curvature, second] : [first, curvature],
  };
}
