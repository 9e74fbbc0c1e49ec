// The exact landscape against the closed forms, and dragged axes.
import { describe, expect, it } from 'vitest';
import { defaultFor } from '../../../experiment/defaults.ts';
import { taskSetup } from '../../../experiment/taskSetup.ts';
import { adaptedLoss, metaLoss } from '../../../math/quadratics.ts';
import { ownQuadraticOf } from '../../../tasks/quadratics/own.ts';
import { quadraticTasks } from '../../../tasks/quadratics/source.ts';
import { axesOf, innerPath, planeLosses, withAxis } from './quadraticPlane.ts';

const tasks = quadraticTasks(taskSetup(defaultFor('quadratics')));
const setting = { alpha: 0.7, innerSteps: 3, l2: 0.2, proximal: 0.1 };

describe('plane quadratics', () => {
  it('have the losses of the closed forms on the grid', () => {
    const { metaLoss: F, taskLoss } = planeLosses(tasks, setting, 2, 5);
    // Column 3, row 1 of −2, −1, 0, 1, 2.
    const w = [1, -1];
    expect(F[8]).toBeCloseTo(metaLoss({ tasks, ...setting }, w), 5);
    expect(taskLoss[1][8]).toBeCloseTo(adaptedLoss(tasks[1], setting, w), 5);
  });
  it('take inner steps towards the optimum', () => {
    const path = innerPath(tasks[0], setting, [1, 1]);
    expect(path).toHaveLength(8);
    expect(Array.from(path.subarray(0, 2))).toEqual([1, 1]);
    const away = (i: number) => Math.hypot(path[i] - tasks[0].c[0], path[i + 1] - tasks[0].c[1]);
    expect(away(6)).toBeLessThan(away(0));
  });
  it('give back an axis that is dragged to where it is, and turn with it', () => {
    const own = ownQuadraticOf(tasks[1].A, tasks[1].c);
    for (const axis of [0, 1] as const) {
      const [dx, dy] = axesOf(own)[axis];
      const same = withAxis(own, axis, dx, dy);
      expect(same.curvatures[0]).toBeCloseTo(own.curvatures[0], 9);
      expect(same.curvatures[1]).toBeCloseTo(own.curvatures[1], 9);
      expect(Math.min(Math.abs(same.angle - own.angle), 180 - Math.abs(same.angle - own.angle))).toBeCloseTo(
        0,
        6,
      );
    }
    expect(withAxis({ ...own, angle: 0 }, 0, 1, 1).angle).toBeCloseTo(45, 9);
  });
});
