// Training as a whole on the WASM kernel: same run twice, in other slices, resumed, edited, with a diverging lane.
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../experiment/defaults.ts';
import { LEAST_SHOWN_STEPS } from '../../experiment/shownSteps.ts';
import { keepTaskCount, sameTasks } from '../../experiment/taskSetup.ts';
import type { Experiment, Lane } from '../../experiment/types.ts';
import type { Checkpoint, LanePoints } from '../../protocol/payloads.ts';
import type { WasmKernel } from '../kernels/wasm/program.ts';
import { adaptationView, stepLossView } from '../views/adaptation.ts';
import { lane, loadTestKernel, pointsOf, smallExperiment, trainerFor as trainerOn } from './testing.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

const small = smallExperiment;
const trainerFor = (experiment: Experiment) => trainerOn(kernel, experiment);
const points = (experiment: Experiment, slices: readonly number[]) => pointsOf(kernel, experiment, slices);

/** One lane's training losses and test losses over all messages. */
function series(messages: readonly LanePoints[][], of: number) {
  const own = messages.flat().filter((one) => one.lane === of);
  return {
    iteration: own.flatMap((one) => [...one.train.iteration]),
    trainLoss: own.flatMap((one) => [...one.train.trainLoss]),
    trainLossSpread: own.flatMap((one) => [...one.train.trainLossSpread]),
    evaluatedAt: own.flatMap((one) => [...one.evaluation.iteration]),
    testLoss: own.flatMap((one) => [...one.evaluation.metrics.testLoss]),
    testLossSpread: own.flatMap((one) => [...one.evaluation.metrics.testLossSpread]),
    gradientNorm: own.flatMap((one) => [...one.evaluation.metrics.gradientNorm]),
    weights: own.flatMap((one) => [...one.evaluation.taskWeights]),
  };
}

const EVERY_PRESET: readonly Lane[] = [
  lane('maml'),
  lane('fo-maml'),
  lane('hf-maml'),
  lane('anil'),
  lane('da-maml'),
  lane('dif-maml', { agents: 3 }),
  lane('reptile'),
  lane('joint'),
];

describe('what evaluations measure', () => {
  const lanes = [lane('maml'), lane('hf-maml')];
  const norms = (messages: readonly LanePoints[]) =>
    messages.flatMap((one) => [...one.evaluation.metrics.gradientNorm]);
  const losses = (messages: readonly LanePoints[]) =>
    messages.flatMap((one) => [...one.evaluation.metrics.testLoss]);

  it('is everything unless it is said what is looked at; losses are the same either way', async () => {
    const [all, few] = [trainerFor(small(lanes)), trainerFor(small(lanes))];
    few.measure(new Set());
    for (const trainer of [all, few]) {
      await trainer.begin();
      await trainer.advance(15);
    }
    const [whole, part] = [all.takePoints(), few.takePoints()];
    expect(norms(whole).every(Number.isFinite)).toBe(true);
    // At the beginning nothing trains yet, so that everything is measured.
    expect(norms(part).map(Number.isFinite)).toEqual([true, false, false, false, true, false, false, false]);
    losses(part).forEach((loss, i) => {
      expect(loss).toBeCloseTo(losses(whole)[i], 5);
    });
  });

  it('is what is wanted as often as time allows, and everything at rest', async () => {
    let time = 0;
    const trainer = trainerOn(kernel, small(lanes), () => {
      time += 5;
      return time;
    });
    trainer.measure(new Set(['gradient'] as const));
    await trainer.begin();
    await trainer.advance(400);
    const measured = norms(trainer.takePoints()).filter(Number.isFinite).length;
    expect(measured).toBeGreaterThan(2 * lanes.length);
    expect(measured).toBeLessThan(81 * lanes.length);
    await trainer.advance(1);
    await trainer.evaluateNow();
    const [, { evaluation }] = trainer.takePoints();
    expect(evaluation.metrics.gradientNorm.at(-1)).toBeGreaterThan(0);
    expect(evaluation.metrics.hessianError.at(-1)).toBeGreaterThan(0);
  });

  it('is everything at a rest that the schedule has evaluated with less', async () => {
    const trainer = trainerFor(small(lanes));
    trainer.measure(new Set());
    await trainer.begin();
    await trainer.advance(5);
    expect(trainer.evaluationDue).toBe(true);
    await trainer.evaluateNow();
    expect(trainer.evaluationDue).toBe(false);
    const [{ evaluation }] = trainer.takePoints();
    expect([...evaluation.iteration]).toEqual([0, 5]);
    expect([...evaluation.metrics.gradientNorm].every(Number.isFinite)).toBe(true);
  });
});

describe('trainer', () => {
  it('gives the same series twice, however the iterations are sliced', async () => {
    const experiment = small(EVERY_PRESET);
    const whole = await points(experiment, [20]);
    const sliced = await points(experiment, [1, 3, 7, 9]);
    for (let i = 0; i < experiment.lanes.length; i++) {
      const one = series(whole, i);
      expect(one.iteration).toEqual(Array.from({ length: 20 }, (_, t) => t));
      expect(one.evaluatedAt).toEqual([0, 5, 10, 15, 20]);
      expect(one.trainLoss.every(Number.isFinite)).toBe(true);
      expect(series(sliced, i)).toEqual(one);
    }
  });

  it('goes on with the other lanes bit for bit when one is taken away', async () => {
    const experiment = small(EVERY_PRESET);
    const whole = await points(experiment, [10, 10]);
    const first = trainerFor(experiment);
    await first.begin();
    await first.advance(10);
    const saved = structuredClone(first.save()) as Checkpoint;
    for (const gone of EVERY_PRESET.keys()) {
      const others = <T>(all: readonly T[]) => all.filter((_, i) => i !== gone);
      const without = keepTaskCount(experiment, { ...experiment, lanes: others(EVERY_PRESET) });
      expect(sameTasks(experiment, without)).toBe(true);
      const fewer = trainerFor(without);
      fewer.restore({ ...saved, lanes: others(saved.lanes) });
      await fewer.advance(10);
      const went = [fewer.takePoints()];
      for (const [now, before] of others([...EVERY_PRESET.keys()]).entries())
        expect(series(went, now)).toEqual(series([whole[1]], before));
    }
  });

  it('resumes from a checkpoint exactly as if it had not stopped', async () => {
    const experiment = small([...EVERY_PRESET.slice(0, 7), lane('maml', { seeds: 3 })]);
    const whole = series(await points(experiment, [20]), 0);
    const first = trainerFor(experiment);
    await first.begin();
    await first.advance(12);
    const before = first.takePoints();
    const saved = structuredClone(first.save()) as Checkpoint;
    const second = trainerFor(experiment);
    second.restore(saved);
    await second.advance(8);
    const after = second.takePoints();
    expect(series([before, after], 0)).toEqual(whole);
    const uninterrupted = await points(experiment, [20]);
    for (let i = 1; i < experiment.lanes.length; i++) {
      expect(series([before, after], i)).toEqual(series(uninterrupted, i));
    }
  });

  it('applies an edit at its iteration, live or recorded', async () => {
    const experiment = small([lane('maml'), lane('maml', { alpha: 0.02 })]);
    const trainer = trainerFor(experiment);
    await trainer.begin();
    await trainer.advance(7);
    trainer.edit(null, 'alpha', 0.05);
    trainer.edit(1, 'beta', 0.01);
    await trainer.advance(8);
    const live = [trainer.takePoints()];
    expect(trainer.experiment.edits).toEqual([
      { iteration: 7, field: 'alpha', value: 0.05 },
      { iteration: 7, field: 'beta', value: 0.01, lane: 1 },
    ]);
    const replayed = await points({ ...experiment, edits: trainer.experiment.edits }, [15]);
    const plain = await points(experiment, [15]);
    for (const i of [0, 1]) {
      expect(series(replayed, i)).toEqual(series(live, i));
      expect(series(replayed, i).trainLoss.slice(0, 7)).toEqual(series(plain, i).trainLoss.slice(0, 7));
      expect(series(replayed, i).trainLoss[14]).not.toEqual(series(plain, i).trainLoss[14]);
    }
  });

  it('takes an edit before the first iteration as the value to begin with', async () => {
    const trainer = trainerFor(small([lane('maml')]));
    await trainer.begin();
    trainer.takePoints();
    trainer.edit(null, 'innerSteps', 3);
    await trainer.begin();
    expect(trainer.experiment.edits).toEqual([]);
    expect(trainer.experiment.shared.innerSteps).toBe(3);
    const fresh = await points(trainer.experiment, [0]);
    expect(series([trainer.takePoints()], 0)).toEqual(series(fresh, 0));
  });

  it('stops a diverging lane with value and advice, and leaves the others alone', async () => {
    const wild = lane('maml', { beta: 1e6, optimizer: 'sgd' });
    const both = trainerFor(small([wild, lane('fo-maml')]));
    await both.begin();
    await both.advance(20);
    const messages = [both.takePoints()];
    const [{ lane: stopped, stop }] = both.takeStops();
    expect(stopped).toBe(0);
    expect(stop.iteration).toBeGreaterThan(0);
    expect(stop.reason).toContain(`iteration ${stop.iteration}`);
    expect(stop.reason).toContain('Lower α (now 0.01, 1 inner step) or β (now 1000000)');
    expect(series(messages, 0).trainLoss.every(Number.isFinite)).toBe(true);
    expect(both.iteration).toBe(20);
    const alone = await points(small([lane('fo-maml')]), [20]);
    expect(series(messages, 1)).toEqual(series(alone, 0));
    expect(both.takeStops()).toEqual([]);
  });

  it('shares random numbers between lanes: equal lanes have equal curves, and more tasks keep the earlier ones', async () => {
    const messages = await points(small([lane('maml'), lane('maml'), lane('fo-maml', { alpha: 0 })]), [10]);
    expect(series(messages, 1)).toEqual(series(messages, 0));
    // With α = 0 nothing adapts, so first-order and exact meta-gradients agree.
    const frozen = await points(small([lane('maml', { alpha: 0 }), lane('fo-maml', { alpha: 0 })]), [10]);
    expect(series(frozen, 1).trainLoss).toEqual(series(frozen, 0).trainLoss);
  });

  it('trains every combination of curvature, adapted coordinates, weighting and network', async () => {
    const lanes: Lane[] = [];
    for (const curvature of ['exact', 'none', 'finite-difference'] as const)
      for (const adapted of ['all', 'last-layer', 'last-two-layers'] as const)
        for (const weighting of ['uniform', 'min-max'] as const)
          for (const network of ['single', 'diffusion', 'centralized', 'non-cooperative'] as const)
            lanes.push(lane('maml', { curvature, adapted, weighting, network, agents: 3, graph: 'path' }));
    for (let first = 0; first < lanes.length; first += 8) {
      const some = lanes.slice(first, first + 8);
      const messages = await points(
        small(some, { options: { ...defaultExperiment.options, taskCount: 5 } }),
        [5],
      );
      some.forEach(({ overrides }, i) => {
        const { trainLoss, testLoss, weights } = series(messages, i);
        expect(trainLoss).toHaveLength(5);
        expect([...trainLoss, ...testLoss].every(Number.isFinite)).toBe(true);
        const agents = overrides.network === 'single' ? 1 : 3;
        expect(weights).toHaveLength(overrides.weighting === 'min-max' ? 2 * agents * 5 : 0);
      });
    }
  });

  it('keeps every agent of a complete network equal to the others, and reports disagreement', async () => {
    const complete = lane('dif-maml', { graph: 'complete', agents: 3 });
    const messages = await points(small([complete, lane('non-cooperative', { agents: 3 })]), [5]);
    const evaluation = (i: number) => messages[0][i].evaluation;
    expect(evaluation(0).metrics.disagreement[1]).toBeLessThan(1e-12);
    expect(evaluation(1).metrics.disagreement[1]).toBeGreaterThan(1e-8);
    expect(evaluation(1).agentTestLoss).toHaveLength(6);
  });

  it('uses the adaptive step size of Fallah et al. (17) on its own batch', async () => {
    const adaptive = lane('maml', {
      optimizer: 'adaptive',
      stepScale: 1,
      smoothness: 10,
      hessianLipschitz: 0,
    });
    const sgd = lane('maml', { optimizer: 'sgd', beta: 1 / 40 });
    const messages = await points(small([adaptive, sgd]), [10]);
    series(messages, 0).trainLoss.forEach((loss, t) => {
      expect(loss).toBeCloseTo(series(messages, 1).trainLoss[t], 5);
    });
  });

  it('averages several seeds', async () => {
    const base = small([lane('maml', { seeds: 2 })]);
    const both = series(await points(base, [6]), 0);
    const first = series(await points(small([lane('maml')]), [6]), 0);
    const second = series(await points(small([lane('maml')], { seed: base.seed + 1 }), [6]), 0);
    both.trainLoss.forEach((loss, t) => {
      const [a, b] = [first.trainLoss[t], second.trainLoss[t]];
      expect(loss).toBeCloseTo((a + b) / 2, 5);
      expect(both.trainLossSpread[t]).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 5);
    });
    both.testLoss.forEach((loss, i) => {
      const [a, b] = [first.testLoss[i], second.testLoss[i]];
      expect(loss).toBeCloseTo((a + b) / 2, 5);
      expect(both.testLossSpread[i]).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 5);
    });
    expect(first.testLossSpread.every(Number.isNaN)).toBe(true);
    expect(first.trainLossSpread.every(Number.isNaN)).toBe(true);
  });
});

describe('views', () => {
  it('shows the adaptation to a drawn and to an own task, and the loss after each step', async () => {
    const trainer = trainerFor(small([lane('maml'), lane('dif-maml', { agents: 3 })]));
    const drawn = await adaptationView(trainer, { kind: 'drawn', index: 2 });
    expect(drawn.queryX).toHaveLength(201);
    expect(drawn.queryY).toHaveLength(201);
    expect(drawn.lanes).toHaveLength(2);
    expect(drawn.lanes[0].outputs).toHaveLength((LEAST_SHOWN_STEPS + 1) * 201);
    const task = { kind: 'regression', x: Float32Array.of(1, 2), y: Float32Array.of(0, 1) } as const;
    const own = await adaptationView(trainer, { kind: 'own', task });
    expect(own.supportX).toEqual(task.x);
    expect(own.queryY).toHaveLength(0);
    const empty = { kind: 'regression', x: new Float32Array(0), y: new Float32Array(0) } as const;
    await expect(adaptationView(trainer, { kind: 'own', task: empty })).rejects.toThrow('add one');
    const steps = await stepLossView(trainer);
    expect(steps.lanes[0].loss).toHaveLength(LEAST_SHOWN_STEPS + 1);
    await trainer.begin();
    const [{ evaluation }] = trainer.takePoints();
    expect(steps.lanes[0].loss[1]).toBeCloseTo(evaluation.metrics.testLoss[0], 5);
  });

  it('shows a task of middling range first, and every other one once', async () => {
    const trainer = trainerFor(small([lane('maml')]));
    const range = (y: Float32Array) => Math.max(...y) - Math.min(...y);
    const shown = await Promise.all(
      Array.from({ length: 9 }, (_, index) => adaptationView(trainer, { kind: 'drawn', index })),
    );
    const ranges = shown.map(({ queryY }) => range(queryY));
    expect([...ranges].sort((a, b) => a - b)[4]).toBe(ranges[0]);
    expect(shown.map(({ index }) => index)).toEqual(shown.map((_, i) => i));
    expect(new Set(shown.map(({ name }) => name)).size).toBe(9);
  });

  it('shows the adaptation of an earlier launch model with the settings of its time', async () => {
    const experiment = small([lane('maml'), lane('dif-maml', { agents: 3 })]);
    const choice = { kind: 'drawn', index: 1 } as const;
    const early = trainerFor(experiment);
    await early.advance(6);
    const live = await adaptationView(early, choice);
    await early.advance(9);
    early.edit(null, 'alpha', 0.3);
    await early.advance(5);
    expect(early.snapshotIterations).toEqual(Array.from({ length: 20 }, (_, t) => t));
    const scrubbed = await adaptationView(early, choice, 6);
    expect(scrubbed.iteration).toBe(6);
    expect(scrubbed.lanes).toEqual(live.lanes);
    // After the edit its α counts; the model of the last iteration is the live one.
    expect((await adaptationView(early, choice, 16)).lanes).not.toEqual(live.lanes);
    expect((await adaptationView(early, choice, null)).iteration).toBe(20);
    expect((await adaptationView(trainerFor(experiment), choice, 4)).iteration).toBe(0);
  });
});
