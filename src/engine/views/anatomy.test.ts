// The anatomy of an iteration: its end is an ordinary step's, bit for bit, in every preset and family, and its parts
// add up to it.
import { describe, expect, it } from 'vitest';
import type { ImageSets } from '../../data/images.ts';
import { PRESET_IDS } from '../../experiment/axes/presets.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import type { Experiment, Lane, LaneSettings, PresetId, TaskFamilyId } from '../../experiment/types.ts';
import type { AnatomyView } from '../../protocol/anatomy.ts';
import { TASK_FAMILIES } from '../../tasks/families.ts';
import { numberedSet } from '../../tasks/shared/testing.ts';
import { NODE_ASSETS } from '../programs/nodeAssets.ts';
import { openSession } from '../run/session.ts';
import { anatomyView } from './anatomy.ts';
import { directionsInPlane } from './anatomyPlane.ts';

const waves = {
  inputs: ['x'],
  output: 'y',
  tasks: Array.from({ length: 15 }, (_, t) => ({
    name: `wave ${t}`,
    x: Float64Array.from({ length: 24 }, (_, i) => i / 4),
    y: Float64Array.from({ length: 24 }, (_, i) => (t + 1) * Math.cos(i / 4 + t)),
  })),
};
const data: ImageSets = new Map([
  ['omniglot', numberedSet('omniglot', 60, 20, (c) => ({ group: `alphabet ${c % 6}` }))],
  ['mnist', numberedSet('mnist', 10, 30)],
  ['fashion-mnist', numberedSet('fashion-mnist', 10, 30)],
  [
    'cifar-fs',
    numberedSet('cifar-fs', 30, 20, (c) => ({ part: c < 18 ? 'train' : c < 24 ? 'validation' : 'test' })),
  ],
  ['mine', { ...numberedSet('mine', 30, 20), table: waves }],
]);

/** The family's default with a small model and batch, and these lanes. */
function experimentOf(task: TaskFamilyId, lanes: readonly Lane[]): Experiment {
  const base = defaultFor(task);
  return {
    ...base,
    ...(task === 'quadratics' ? {} : { model: { kind: 'mlp', hidden: [6, 5], activation: 'tanh' } }),
    shots: Math.min(base.shots, 5),
    queries: Math.min(base.queries, 5),
    options: { ...base.options, dataset: 'mine', taskCount: 4 },
    shared: { ...base.shared, batch: 2, agents: 3, innerSteps: 2, agentStart: 'different' },
    lanes,
    evalEvery: 10_000,
    evalTasks: 2,
  };
}

async function opened(experiment: Experiment) {
  const session = await openSession({
    experiment,
    backend: 'wasm',
    assets: NODE_ASSETS,
    data,
    threads: 1,
    now: () => 0,
  });
  await session.trainer.advance(2);
  return session;
}

/** What the anatomy says of each lane, beside what an ordinary step then gives; null for lanes that cannot run. */
async function bothEnds(experiment: Experiment) {
  const { trainer, dispose } = await opened(experiment);
  try {
    const told = [];
    for (const [index, lane] of trainer.lanes.entries()) {
      if (lane.stop) {
        await expect(anatomyView(trainer, { lane: index, row: 0 })).rejects.toThrow('has stopped');
        told.push(null);
        continue;
      }
      const [run] = lane.group.runs;
      const before = run.save();
      const view = await anatomyView(trainer, { lane: index, row: 1 });
      const apart = await run.apart(lane.program, trainer.iteration);
      expect(run.save()).toEqual(before);
      told.push({ view, apart, run });
    }
    await trainer.advance(1);
    return told;
  } finally {
    dispose();
  }
}

function expectFinite(view: AnatomyView) {
  for (const { before, after, weight } of view.tasks)
    expect([before, after, weight].every(Number.isFinite)).toBe(true);
  for (const { supportLoss, gradientNorm, queryLoss, distance } of view.inner)
    expect([supportLoss, gradientNorm, queryLoss, distance].every(Number.isFinite)).toBe(true);
  for (const { norm, removed } of view.back) expect([norm, removed].every(Number.isFinite)).toBe(true);
  for (const { norm, x, y, off } of view.directions)
    expect([norm, x, y, off].every(Number.isFinite)).toBe(true);
}

describe.each(TASK_FAMILIES)('an iteration on %s', (task) => {
  // As many lanes as an experiment has.
  it.each([
    PRESET_IDS.slice(0, 7),
    PRESET_IDS.slice(7),
  ])('of %s, … ends where a step does', async (...presets) => {
    const lanes = presets.map((preset) => ({ preset, overrides: {} }));
    for (const both of await bothEnds(experimentOf(task, lanes))) {
      if (!both) {
        // Layers of a model that has none.
        expect([task, presets]).toEqual(['quadratics', expect.anything()]);
        continue;
      }
      const { apart, run, view } = both;
      expect(apart.params).toEqual(run.params);
      expect(apart.taskWeights.after).toEqual(run.save().taskWeights);
      expectFinite(view);
      expect(view.tasks[view.row].after).toBeCloseTo(view.inner[view.inner.length - 1].queryLoss, 4);
    }
  });
});

describe('the parts of an iteration', () => {
  const parts = async (preset: PresetId, overrides: Partial<LaneSettings> = {}) => {
    const [both] = await bothEnds(experimentOf('sinusoid', [{ preset, overrides }]));
    if (!both) throw new Error('stopped');
    return both;
  };

  it('has inner steps that are α times the inner gradient long', async () => {
    const { view } = await parts('anil', { innerSteps: 1, alpha: 0.05 });
    const [start, end] = view.inner;
    expect(end.distance).toBeCloseTo(0.05 * start.gradientNorm, 6);
    expect(start.distance).toBe(0);
  });

  it('passes back step by step from ∇g(w_N) to the lane’s own direction', async () => {
    const { view } = await parts('maml', { innerSteps: 3, alpha: 0.05 });
    expect(view.back.map(({ step }) => step)).toEqual([3, 2, 1, 0]);
    const own = view.directions.find(({ id }) => id === 'own');
    const firstOrder = view.directions.find(({ id }) => id === 'none');
    expect(view.back[0].norm).toBeCloseTo(firstOrder?.norm ?? 0, 5);
    expect(view.back[3].norm).toBeCloseTo(own?.norm ?? 0, 5);
    expect(view.back.slice(1).every(({ removed }) => removed > 0)).toBe(true);
  });

  it('takes nothing off on FO-MAML’s way back, and says what MAML would use', async () => {
    const { view } = await parts('fo-maml', { innerSteps: 2, alpha: 0.1 });
    expect(view.back.map(({ removed }) => removed)).toEqual([0, 0]);
    const at = Object.fromEntries(view.directions.map((one) => [one.id, one]));
    expect(at.own.cosine).toBeCloseTo(at.none.cosine, 6);
    expect(at.exact.cosine).toBeCloseTo(1, 6);
    expect(at.none.y).toBeGreaterThan(0);
    expect(at.none.off).toBeLessThan(1e-5 * at.none.norm);
    // Hessian-free: nearly MAML.
    expect(Math.abs(at['finite-difference'].norm / at.exact.norm - 1)).toBeLessThan(1e-2);
  });

  it('shows agents that come together, and weights that move', async () => {
    const { view } = await parts('dif-maml');
    expect(view.agents).toHaveLength(3);
    for (const { apart, together, shared } of view.agents) {
      expect(together).toBeLessThan(apart);
      expect(shared).toBeGreaterThan(0);
    }
    const { view: minMax } = await parts('da-maml', { etaP: 0.001 });
    expect(minMax.weightsBefore).not.toEqual(minMax.weightsAfter);
    expect(minMax.weightsAfter.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('draws the fit before and after, with the task itself', async () => {
    const { view } = await parts('maml', { innerSteps: 2, beta: 0.05 });
    const points = view.curve?.x.length ?? 0;
    expect(points).toBeGreaterThan(50);
    expect(view.curve?.before).toHaveLength(3 * points);
    expect(view.curve?.after).not.toEqual(view.curve?.before);
    expect(view.next[0]).not.toBe(view.inner[0].queryLoss);
  });
});

it('puts directions into the plane of two', () => {
  const placed = directionsInPlane(
    new Map([
      ['own', Float32Array.of(0, 0, 2)],
      ['exact', Float32Array.of(3, 0, 0)],
      ['none', Float32Array.of(1, -1, 0)],
    ]),
  );
  const at = Object.fromEntries(placed.map((one) => [one.id, one]));
  expect(at.exact).toMatchObject({ x: 3, y: 0, off: 0, cosine: 1 });
  expect([at.none.x, at.none.y]).toEqual([1, 1]);
  expect(at.own).toMatchObject({ x: 0, y: 0, off: 2, norm: 2, cosine: 0 });
});
