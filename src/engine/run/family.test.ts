// What each of the papers adds, seen in whole runs: divergence of long inner loops, outputs T1 and T2, the ball W,
// graphs and starts of agents, chosen δ and own Hessian batches, baselines, costs and the metrics.
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultExperiment, defaultFor } from '../../experiment/defaults.ts';
import { networkState } from '../../experiment/networkState.ts';
import { taskSetup } from '../../experiment/taskSetup.ts';
import type { Experiment, Lane } from '../../experiment/types.ts';
import type { Count } from '../../learner/costs.ts';
import { parameterCount } from '../../learner/model.ts';
import { parseGraph } from '../../math/graphs.ts';
import { metaGradient } from '../../math/quadratics.ts';
import { distance, norm, relativeError } from '../../math/statistics.ts';
import type { EvaluationMetric, LanePoints } from '../../protocol/payloads.ts';
import { quadraticTasks } from '../../tasks/quadratics/source.ts';
import type { WasmKernel } from '../kernels/wasm/program.ts';
import type { Output } from './evaluation.ts';
import { lane, loadTestKernel, smallExperiment, trainerFor } from './testing.ts';
import type { Trainer } from './trainer.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

/** A trainer after some iterations, with everything that it has reported. */
async function trained(lanes: readonly Lane[], iterations: number, change: Partial<Experiment> = {}) {
  const trainer = trainerFor(kernel, smallExperiment(lanes, change));
  await trainer.begin();
  await trainer.advance(iterations);
  const points = trainer.takePoints();
  const metric = (i: number, name: EvaluationMetric) => [...points[i].evaluation.metrics[name]];
  const trainLoss = (i: number) => [...points[i].train.trainLoss];
  const params = (i: number) => trainer.lanes[i].group.runs[0].params;
  return { trainer, points, metric, trainLoss, params };
}

const finiteSet = (taskCount: number) => ({ options: { ...defaultExperiment.options, taskCount } });

describe('ANIL (Ji et al. 2022)', () => {
  it('with thirty inner steps on a nonconvex loss diverges, says so and stops', async () => {
    const wild = lane('anil-nonconvex', { innerSteps: 30, alpha: 0.1, optimizer: 'sgd', beta: 0.1 });
    const { trainer, trainLoss } = await trained([wild, lane('anil', { innerSteps: 30 })], 40, {
      model: { kind: 'mlp', hidden: [20, 20], activation: 'relu' },
    });
    const [{ lane: stopped, stop }] = trainer.takeStops();
    expect(stopped).toBe(0);
    expect(stop.reason).toMatch(/^Diverged at iteration \d+: .*Lower α \(now 0.1, 30 inner steps\)/);
    expect(trainLoss(1)).toHaveLength(40);
    expect(trainLoss(1).every(Number.isFinite)).toBe(true);
  });

  it('counts the entries of Table 2: N n_w + n and N (n_w² + n_w n_φ) per row and iteration', async () => {
    const { trainer, points } = await trained(
      [lane('maml', { innerSteps: 3 }), lane('anil', { innerSteps: 3 })],
      2,
    );
    const n = parameterCount(trainer.model);
    const head = 8 + 1;
    const rows = 4;
    const counted = points.map(({ train }) => [train.gradientEntries[1], train.secondOrderEntries[1]]);
    expect(counted[0]).toEqual([rows * (3 * n + n), rows * 3 * n * n]);
    expect(counted[1]).toEqual([rows * (3 * head + n), rows * 3 * (head * head + head * (n - head))]);
  });
});

describe('what training has evaluated', () => {
  const last = (points: readonly LanePoints[], count: Count) =>
    points.map(({ evaluation }) => evaluation[count][1]);

  it('is counted per seed, with the tasks that choose an adaptive step size, and by agent', async () => {
    const { points } = await trained(
      [
        lane('maml'),
        lane('maml', { seeds: 3 }),
        lane('hf-maml'),
        lane('maml', { optimizer: 'adaptive', stepTasks: 20 }),
        lane('dif-maml', { agents: 3, optimizer: 'adaptive', stepTasks: 5 }),
      ],
      5,
    );
    // Five iterations of four tasks.
    expect(last(points, 'gradientEvaluations')).toEqual([40, 40, 80, 40 + 5 * 20, 3 * 40 + 3 * 5 * 5]);
    expect(last(points, 'hessianProducts')).toEqual([20, 20, 0, 20, 60]);
  });

  it('shares its seconds among the seeds', async () => {
    let time = 0;
    const experiment = smallExperiment([lane('maml'), lane('maml', { seeds: 4 })]);
    const trainer = trainerFor(kernel, experiment, () => (time += 1000));
    await trainer.begin();
    await trainer.advance(6);
    const [one, four] = trainer.takePoints().map(({ train }) => train.seconds[5]);
    expect(one).toBe(5);
    expect(four).toBe(5 / 4);
  });
});

describe('‖∇F‖', () => {
  it('is that of the closed form with equal shares, and of φ(w, p) in a min-max lane', async () => {
    const quadratics = { ...defaultFor('quadratics'), evalEvery: 10, evalTasks: 100 };
    const tasks = quadraticTasks(taskSetup(quadratics));
    const { alpha, innerSteps } = quadratics.shared;
    const lanes = [lane('maml'), lane('da-maml', { etaP: 0.1 })];
    const { metric, params, points } = await trained(lanes, 20, { ...quadratics, lanes });
    const p = points[1].evaluation.taskWeights.subarray(-3);
    expect(distance(p, [1 / 3, 1 / 3, 1 / 3])).toBeGreaterThan(0.1);
    for (const [i, weights] of [undefined, p].entries()) {
      const exact = metaGradient({ tasks, alpha, innerSteps, weights }, Array.from(params(i)));
      expect(metric(i, 'gradientNorm').at(-1)).toBeCloseTo(norm(exact), 5);
    }
  });
});

describe('DA-MAML (Collins et al. 2022)', () => {
  it('gives the averaged iterate (T1) and one of the iterates (T2)', async () => {
    const trainer = trainerFor(kernel, smallExperiment([lane('da-maml')], finiteSet(5)));
    const [run] = trainer.lanes[0].group.runs;
    const iterates: Output[] = [];
    for (let t = 0; t < 7; t++) {
      iterates.push({ params: run.params.slice(), taskWeights: run.evaluated().taskWeights });
      await trainer.advance(1);
    }
    const { averagedIterate, randomIterate } = run.evaluated();
    const meanOf = (of: keyof Output) =>
      iterates[0][of].map((_, i) => iterates.reduce((sum, one) => sum + one[of][i], 0) / iterates.length);
    for (const of of ['params', 'taskWeights'] as const)
      expect(relativeError(averagedIterate?.[of] ?? [], meanOf(of))).toBeLessThan(1e-6);
    // w^τ and p^τ are of the same τ.
    const same = iterates.filter(({ params }) => relativeError(randomIterate?.params ?? [], params) === 0);
    expect(same).toHaveLength(1);
    expect(randomIterate?.taskWeights).toEqual(same[0].taskWeights);
    const saved = run.save();
    await trainer.advance(3);
    run.restore(saved);
    expect(run.evaluated().averagedIterate).toEqual(averagedIterate);
    expect(run.evaluated().randomIterate).toEqual(randomIterate);
  });

  it('reports T1 and T2 beside the last iterate, and p of each agent on the simplex', async () => {
    const lanes = [
      lane('da-maml'),
      lane('da-maml', { network: 'diffusion', agents: 3, etaP: 0.005 }),
      lane('maml'),
    ];
    const { metric, points } = await trained(lanes, 10, finiteSet(5));
    for (const i of [0, 1]) {
      for (const of of ['averagedIterate', 'randomIterate'] as const) {
        expect(metric(i, `${of}TestLoss`)).toHaveLength(3);
        expect(metric(i, `${of}TestLoss`).every(Number.isFinite)).toBe(true);
        for (const [at, worst] of metric(i, `${of}WorstTestLoss`).entries())
          expect(worst).toBeGreaterThan(metric(i, `${of}TestLoss`)[at]);
      }
    }
    expect(metric(2, 'averagedIterateTestLoss').every(Number.isNaN)).toBe(true);
    const p = points[1].evaluation.taskWeights;
    expect(p).toHaveLength(3 * 3 * 5);
    const { averagedTaskWeights, randomTaskWeights } = points[1].evaluation;
    for (const weights of [p, averagedTaskWeights, randomTaskWeights]) {
      expect(weights).toHaveLength(3 * 3 * 5);
      for (let at = 0; at < weights.length; at += 5)
        expect(weights.subarray(at, at + 5).reduce((sum, one) => sum + one)).toBeCloseTo(1, 5);
    }
    expect(points[2].evaluation.averagedTaskWeights).toHaveLength(0);
    // Every agent has its own p.
    expect(p.slice(30, 35)).not.toEqual(p.slice(35, 40));
    expect(points[0].evaluation.taskTestLoss).toHaveLength(3 * 5);
  });

  it('keeps the launch model in the ball W', async () => {
    const { params } = await trained(
      [lane('da-maml', { ballRadius: 0.5, optimizer: 'sgd' })],
      3,
      finiteSet(5),
    );
    expect(Math.hypot(...params(0))).toBeLessThanOrEqual(0.5 + 1e-6);
  });

  it('draws C·D rows: D pairs for each of C tasks', async () => {
    const { trainer } = await trained([lane('da-maml', { batch: 3, pairs: 4 })], 1, finiteSet(5));
    const [plan] = trainer.lanes[0].group.runs[0].plans;
    const { rows, taskIds } = plan.at(1);
    expect(rows).toBe(12);
    for (let row = 0; row < rows; row++) expect(taskIds[row]).toBe(taskIds[4 * Math.floor(row / 4)]);
  });
});

describe('Dif-MAML (Kayaalp et al. 2020)', () => {
  const distances = (trainer: Trainer, i: number) => {
    const { params, agents } = trainer.lanes[i].group.runs[0];
    const width = params.length / agents;
    return Array.from({ length: agents - 1 }, (_, k) =>
      relativeError(params.subarray((k + 1) * width, (k + 2) * width), params.subarray(0, width)),
    );
  };

  it('starts agents from the same model or each from its own', () => {
    const trainer = trainerFor(
      kernel,
      smallExperiment([
        lane('dif-maml', { agents: 4 }),
        lane('dif-maml', { agents: 4, agentStart: 'different' }),
      ]),
    );
    expect(distances(trainer, 0)).toEqual([0, 0, 0]);
    expect(Math.min(...distances(trainer, 1))).toBeGreaterThan(0.1);
  });

  it('from different starts comes to agree on every kind of graph, and not without one', async () => {
    const graphs = ['ring', 'path', 'star', 'complete', 'random', '0-1,1-2,2-3,3-4,0-2'];
    const own = { agents: 5, agentStart: 'different', optimizer: 'sgd' } as const;
    const lanes = [
      ...graphs.map((graph) => lane('dif-maml', { ...own, graph })),
      lane('non-cooperative', own),
    ];
    const { metric, trainer } = await trained(lanes, 40);
    graphs.forEach((graph, i) => {
      const level = metric(i, 'disagreement');
      expect(level[level.length - 1], graph).toBeLessThan(0.05 * level[0]);
      expect(metric(i, 'centroidTestLoss').every(Number.isFinite)).toBe(true);
    });
    const alone = metric(graphs.length, 'disagreement');
    expect(alone[alone.length - 1]).toBeGreaterThan(0.5 * alone[0]);
    // The random graph follows the seed.
    const network = (i: number) => {
      const state = networkState(trainer.lanes[i].group.settings, trainer.experiment.seed);
      if ('error' in state) throw new Error(state.error);
      return state;
    };
    const seeded = parseGraph('random', 5, trainer.experiment.seed);
    expect(network(4).edges).toEqual('edges' in seeded && seeded.edges);
    expect(network(3).mixingRate).toBeLessThan(1e-6);
    expect(network(1).mixingRate).toBeGreaterThan(network(0).mixingRate);
    expect(network(6).mixingRate).toBe(1);
  });

  it('combines over the graph of a live edit from its iteration on', async () => {
    const own = { agents: 5, agentStart: 'different', optimizer: 'sgd', graph: 'path' } as const;
    const edited = async (graph: string | null) => {
      const trainer = trainerFor(kernel, smallExperiment([lane('dif-maml', own)]));
      await trainer.begin();
      await trainer.advance(2);
      if (graph) trainer.edit(0, 'graph', graph);
      await trainer.advance(1);
      return Math.max(...distances(trainer, 0));
    };
    // Averaging with all agents leaves them equal at once.
    expect(await edited(null)).toBeGreaterThan(1e-2);
    expect(await edited('complete')).toBeLessThan(1e-6);
  });

  it('refuses a graph that is not connected, with the reason, and trains the other lanes', async () => {
    const torn = lane('dif-maml', { agents: 4, graph: '0-1,2-3' });
    const trainer = trainerFor(kernel, smallExperiment([torn, lane('maml')]));
    await trainer.begin();
    await trainer.advance(3);
    expect(trainer.takeStops()).toMatchObject([
      {
        lane: 0,
        stop: { iteration: 0, reason: expect.stringContaining('The graph is not connected: agents 2, 3') },
      },
    ]);
    const points = trainer.takePoints();
    expect(points.map((one) => [one.lane, one.train.iteration.length])).toEqual([[1, 3]]);
  });

  it('runs with 2 to 16 agents', async () => {
    for (const agents of [2, 16]) {
      const { points } = await trained([lane('dif-maml', { agents })], 2);
      expect(points[0].evaluation.agentTestLoss).toHaveLength(agents);
    }
  });
});

describe('curvature (Fallah et al. 2020)', () => {
  it('takes δ from ρ, and a batch of its own for the Hessian', async () => {
    const { metric, trainLoss } = await trained(
      [
        lane('maml', { alpha: 0.1 }),
        lane('hf-maml', { alpha: 0.1, delta: 0.3 }),
        lane('hf-maml', { alpha: 0.1, delta: 0.3, deltaRho: 1000 }),
        lane('maml', { alpha: 0.1, hessianShots: 5 }),
      ],
      10,
    );
    const [coarse, chosen] = [1, 2].map((i) => metric(i, 'hessianError'));
    coarse.forEach((error, i) => {
      expect(error).toBeGreaterThan(0);
      expect(chosen[i]).toBeLessThan(error);
    });
    expect(metric(0, 'hessianError').every(Number.isNaN)).toBe(true);
    // The same tasks at first, then another path.
    expect(trainLoss(3)[0]).toBe(trainLoss(0)[0]);
    expect(trainLoss(3)[9]).not.toBe(trainLoss(0)[9]);
  });

  it('chooses the step of each agent from its own fresh tasks', async () => {
    const adaptive = {
      optimizer: 'adaptive',
      stepScale: 1,
      smoothness: 1,
      hessianLipschitz: 5,
      stepTasks: 3,
    } as const;
    const { trainLoss, params, trainer } = await trained(
      [lane('non-cooperative', { ...adaptive, agents: 2 }), lane('maml', adaptive)],
      6,
    );
    expect([...trainLoss(0), ...trainLoss(1)].every(Number.isFinite)).toBe(true);
    const { plans } = trainer.lanes[0].group.runs[0];
    expect(plans.map(({ need }) => [need.purpose, need.tasks, need.agents])).toEqual([
      ['train', 4, 2],
      ['step-size', 3, 2],
    ]);
    const width = params(0).length / 2;
    expect(params(0).subarray(0, width)).not.toEqual(params(0).subarray(width));
  });
});

describe('baselines', () => {
  it('Reptile with one step on α moves along the support gradient', async () => {
    const one = { innerSteps: 1, alpha: 0.02, optimizer: 'sgd', beta: 0.1 } as const;
    const { params, trainer } = await trained([lane('reptile', one)], 0);
    const before = params(0).slice();
    const [run] = trainer.lanes[0].group.runs;
    const batch = run.plans[0].at(0);
    const { gradient } = await trainer.lanes[0].program.metaGradient({
      launch: before,
      agents: 1,
      // The gradient at the launch model on the support set is that of a query set without adaptation.
      batch: { ...batch, query: batch.support },
      rule: { alpha: 0, innerSteps: 0, curvature: 'none', delta: 0, adapted: 'all', l2: 0 },
    });
    const expected = before.map((w, i) => w - 0.1 * gradient[i]);
    await trainer.advance(1);
    expect(relativeError(params(0), expected)).toBeLessThan(1e-5);
  });

  it('joint training lowers the loss without adaptation on support and query together', async () => {
    const { trainer, trainLoss, points } = await trained([lane('joint', { beta: 0.01 })], 40);
    const { query } = trainer.lanes[0].group.runs[0].plans[0].at(0);
    expect(query.examples).toBe(20);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(trainLoss(0).slice(20))).toBeLessThan(mean(trainLoss(0).slice(0, 20)));
    expect(points[0].train.secondOrderEntries.every((entries) => entries === 0)).toBe(true);
  });
});

describe('metrics', () => {
  it('measure every lane on the same test tasks, at the chosen cadence', async () => {
    const { points, metric } = await trained([lane('maml'), lane('maml', { batch: 7 }), lane('joint')], 9, {
      evalEvery: 3,
    });
    for (const { evaluation } of points) expect([...evaluation.iteration]).toEqual([0, 3, 6, 9]);
    // Equal launch models and rules at iteration 0: equal test losses, whatever a lane trains on.
    expect(metric(1, 'testLoss')[0]).toBe(metric(0, 'testLoss')[0]);
    expect(metric(0, 'worstTestLoss')[0]).toBeGreaterThan(metric(0, 'testLoss')[0]);
    expect(metric(0, 'testAccuracy').every(Number.isNaN)).toBe(true);
  });

  it('give ‖∇F‖ as the slope of the test loss', async () => {
    const { trainer, metric, params } = await trained([lane('maml', { innerSteps: 2, alpha: 0.05 })], 5);
    const [{ program, group }] = trainer.lanes;
    const { rule } = group.runs[0].evaluated();
    const request = { agents: 1, batch: trainer.tests.head(trainer.tests.rows), rule };
    const { gradient } = await program.metaGradient({ ...request, launch: params(0) });
    const norm = Math.hypot(...gradient);
    expect(metric(0, 'gradientNorm')[1]).toBeCloseTo(norm, 4);
    const direction = gradient.map((g) => g / norm);
    const lossAt = async (t: number) => {
      const launch = params(0).map((w, i) => w + t * direction[i]);
      const { queryLoss } = await program.metaGradient({ ...request, launch, wantGradient: false });
      return queryLoss.reduce((sum, loss) => sum + loss) / queryLoss.length;
    };
    const slope = ((await lossAt(1e-2)) - (await lossAt(-1e-2))) / 2e-2;
    expect(Math.abs(slope - norm)).toBeLessThan(0.02 * norm);
  });

  it('add accuracies for classification: mean, worst task and interval', async () => {
    const { metric, points } = await trained([lane('anil')], 5, {
      task: 'glyphs',
      model: { kind: 'mlp', hidden: [8], activation: 'relu' },
      shots: 1,
      queries: 3,
      ...finiteSet(4),
    });
    const [mean, worst] = [metric(0, 'testAccuracy')[1], metric(0, 'worstTestAccuracy')[1]];
    expect(mean).toBeGreaterThanOrEqual(worst);
    expect(mean).toBeLessThanOrEqual(1);
    expect(points[0].evaluation.taskTestAccuracy).toHaveLength(2 * 4);
    expect(Math.min(...points[0].evaluation.taskTestAccuracy.subarray(4))).toBeCloseTo(worst, 6);
    expect(metric(0, 'testAccuracyInterval')[1]).toBeGreaterThanOrEqual(0);
  });
});
