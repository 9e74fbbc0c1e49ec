// What the line below a computed landscape says.
import { describe, expect, it } from 'vitest';
import type { LandscapeView } from '../../../protocol/views.ts';
import { landscapeNote } from './landscapeData.ts';

const path = (off: number[]) => ({
  points: new Float32Array(2 * off.length),
  off: Float32Array.from(off),
  iterations: Float64Array.from(off, (_, i) => i),
});
const view: LandscapeView = {
  request: { lane: 0, plane: { kind: 'training' }, zoom: 1 },
  iteration: 1200,
  around: 1200,
  basis: 'models',
  resolution: 21,
  center: [0, 0],
  halfWidth: 1,
  metaLoss: new Float32Array(441),
  tasks: 16,
  taskLoss: [],
  paths: [path([0, 0.493, Number.NaN, 0]), path([0, 2])],
  innerSteps: [],
};

describe('landscapeNote', () => {
  it('says where, of how many tasks, how fine, and how far the lane’s path lies off the plane', () => {
    expect(landscapeNote(view, 0)).toBe(
      'At iteration 1,200; mean of 16 test tasks; 21 × 21 points; the path lies up to 0.49 off the plane.',
    );
  });

  it('says that a diverged lane is drawn around an earlier model', () => {
    expect(landscapeNote({ ...view, around: 900, tasks: 1, paths: [path([0])] }, 0)).toBe(
      'Around the last finite model (iteration 900); mean of 1 test task; 21 × 21 points.',
    );
  });

  it('says when random directions stand in', () => {
    const start: LandscapeView = { ...view, basis: 'filters', paths: [path([0])] };
    expect(landscapeNote(start, 0)).toContain('one point so far, so its directions are random');
    const random = { ...start.request, plane: { kind: 'random', seed: 4 } } as const;
    expect(landscapeNote({ ...start, request: random }, 0)).not.toContain('random');
  });
});
