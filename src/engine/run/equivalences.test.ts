// Whole runs that theory says are the same run: diffusion with nothing to disagree on and single MAML, task weights
// that never move and MAML on uniform sampling, an adapted last layer over a frozen body and MAML on the head.
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../experiment/defaults.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { resolveModel } from '../../experiment/resolve.ts';
import { taskSetup } from '../../experiment/taskSetup.ts';
import type { Experiment, Lane } from '../../experiment/types.ts';
import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientRequest, SyncMetaGradientProgram } from '../../learner/metaGradient.ts';
import { type MlpSpec, parameterCount } from '../../learner/model.ts';
import { adaptedStart } from '../../learner/rule.ts';
import { relativeError } from '../../math/statistics.ts';
import type { LanePoints } from '../../protocol/payloads.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import { createTaskSource } from '../../tasks/sources.ts';
import { createWasmProgram, type WasmKernel } from '../kernels/wasm/program.ts';
import { lane, loadTestKernel, smallExperiment } from './testing.ts';
import { createTrainer } from './trainer.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

function small(lanes: readonly Lane[], change: Partial<Experiment> = {}): Experiment {
  return smallExperiment(lanes, { model: { kind: 'mlp', hidden: [9, 7], activation: 'tanh' }, ...change });
}

const ITERATIONS = 20;

/** Launch models and training losses of every lane after 20 iterations. */
async function train(
  experiment: Experiment,
  source: TaskSource,
  programs: readonly SyncMetaGradientProgram[],
  launch?: readonly Float32Array[],
) {
  const trainer = createTrainer({ experiment, sourceFor: () => source, programs, now: () => 0 });
  launch?.forEach((model, i) => {
    trainer.lanes[i].group.runs[0].params.set(model);
  });
  await trainer.advance(ITERATIONS);
  const points: LanePoints[] = trainer.takePoints();
  return trainer.lanes.map(({ group }, i) => ({
    agents: group.runs[0].agents,
    params: group.runs[0].params,
    loss: points.find((one) => one.lane === i)?.train.trainLoss ?? new Float32Array(0),
  }));
}

function programsFor(experiment: Experiment, source: TaskSource): SyncMetaGradientProgram[] {
  const program = createWasmProgram(kernel, resolveModel(experiment, source.shape), source.shape.loss);
  return experiment.lanes.map(() => program);
}

describe('diffusion on the complete graph', () => {
  it.each([
    'sgd',
    'adam',
  ] as const)('of agents with equal starts and equal tasks is single MAML (%s)', async (optimizer) => {
    const experiment = small([
      lane('maml', { optimizer }),
      lane('dif-maml', { optimizer, graph: 'complete', agents: 4 }),
      lane('centralized', { optimizer, agents: 3 }),
    ]);
    const real = createTaskSource(experiment.task, taskSetup(experiment), null);
    // Every agent sees what a single one would.
    const source: TaskSource = {
      ...real,
      draw: (request, into, firstRow) => real.draw({ ...request, agent: 0, agents: 1 }, into, firstRow),
    };
    const [single, ...networks] = await train(experiment, source, programsFor(experiment, source));
    for (const { agents, params, loss } of networks) {
      expect(relativeError(loss, single.loss)).toBeLessThan(1e-5);
      for (let k = 0; k < agents; k++) {
        const own = params.subarray(k * single.params.length, (k + 1) * single.params.length);
        expect(relativeError(own, single.params)).toBeLessThan(1e-5);
      }
    }
  });
});

describe('min-max weights', () => {
  it('that stay at 1/m are MAML on uniform sampling', async () => {
    const experiment = small(
      [lane('maml'), lane('da-maml', { etaP: 0, pairs: 1 }), lane('da-maml', { pairs: 1 })],
      {
        options: { ...defaultExperiment.options, taskCount: 6 },
      },
    );
    // The sinusoid's ambient distribution over its finite set is uniform.
    const source = createTaskSource(experiment.task, taskSetup(experiment), null);
    const [maml, fixed, moving] = await train(experiment, source, programsFor(experiment, source));
    expect(relativeError(fixed.loss, maml.loss)).toBeLessThan(1e-5);
    expect(relativeError(fixed.params, maml.params)).toBeLessThan(1e-5);
    expect(relativeError(moving.params, maml.params)).toBeGreaterThan(1e-3);
  });
});

describe('an adapted last layer', () => {
  /** Outputs of the tanh layers below the head, per example. */
  function features(model: MlpSpec, body: Float32Array, x: Float32Array): Float32Array {
    let input = x;
    let at = 0;
    for (let l = 0; l + 2 < model.sizes.length; l++) {
      const [inputs, outputs] = [model.sizes[l], model.sizes[l + 1]];
      const examples = input.length / inputs;
      const next = new Float32Array(examples * outputs);
      for (let e = 0; e < examples; e++) {
        for (let j = 0; j < outputs; j++) {
          let sum = body[at + inputs * outputs + j];
          for (let i = 0; i < inputs; i++) sum += input[e * inputs + i] * body[at + i * outputs + j];
          next[e * outputs + j] = Math.tanh(sum);
        }
      }
      input = next;
      at += inputs * outputs + outputs;
    }
    return input;
  }

  it('over a body that the outer loop leaves alone is MAML on the head', async () => {
    const rule = { innerSteps: 3, alpha: 0.05, l2: 0.1 };
    const whole = small([lane('anil', rule)]);
    const source = createTaskSource(whole.task, taskSetup(whole), null);
    const model = resolveModel(whole, source.shape) as MlpSpec;
    const start = adaptedStart(model, 'last-layer');
    const program = createWasmProgram(kernel, model, 'mse');
    const frozen: SyncMetaGradientProgram = {
      ...program,
      metaGradientSync(request: MetaGradientRequest) {
        const result = program.metaGradientSync(request);
        result.gradient.fill(0, 0, start);
        return result;
      },
    };
    const trainer = createTrainer({
      experiment: whole,
      sourceFor: () => source,
      programs: [frozen],
      now: () => 0,
    });
    const launch = trainer.lanes[0].group.runs[0].params.slice();
    const [anil] = await train(whole, source, [frozen]);
    expect(anil.params.subarray(0, start)).toEqual(launch.subarray(0, start));

    const headOnly = small([lane('maml', { ...rule, adapted: 'all' })], {
      model: { kind: 'mlp', hidden: [], activation: 'identity' },
    });
    const width = model.sizes[model.sizes.length - 2];
    const headModel: MlpSpec = { ...model, sizes: [width, 1], activation: 'identity' };
    const onFeatures = (set: ExampleSet, into: ExampleSet) => {
      into.x.set(features(model, launch, set.x));
      into.y.set(set.y);
    };
    const headSource: TaskSource = {
      ...source,
      shape: { ...source.shape, inputs: width },
      draw(request, into, firstRow) {
        const plain = (set: ExampleSet): ExampleSet => ({ ...set, x: new Float32Array(set.y.length) });
        const drawn: TaskBatch = {
          ...into,
          inputs: 1,
          support: plain(into.support),
          query: plain(into.query),
        };
        source.draw(request, drawn, firstRow);
        onFeatures(drawn.support, into.support);
        onFeatures(drawn.query, into.query);
      },
    };
    const headProgram = createWasmProgram(kernel, headModel, 'mse');
    expect(parameterCount(headModel)).toBe(launch.length - start);
    const [maml] = await train(headOnly, headSource, [headProgram], [launch.slice(start)]);
    expect(relativeError(anil.loss, maml.loss)).toBeLessThan(1e-5);
    expect(relativeError(anil.params.subarray(start), maml.params)).toBeLessThan(1e-5);
  });
});

describe('one processor', () => {
  const lanes = (optimizer: 'sgd' | 'adam') => [
    lane('centralized', { optimizer, agents: 3, beta: 0.01 }),
    lane('one-processor', { optimizer, agents: 3, beta: 0.01 }),
  ];

  async function compared(optimizer: 'sgd' | 'adam') {
    const experiment = small(lanes(optimizer));
    const source = createTaskSource(experiment.task, taskSetup(experiment), null);
    return train(experiment, source, programsFor(experiment, source));
  }

  it('is the fully connected graph with SGD from one start', async () => {
    const [connected, one] = await compared('sgd');
    expect([connected.agents, one.agents]).toEqual([3, 1]);
    expect(relativeError(one.loss, connected.loss)).toBeLessThan(1e-5);
    expect(relativeError(connected.params.subarray(0, one.params.length), one.params)).toBeLessThan(1e-5);
  });

  it('is not with Adam, whose steps are no linear function of the gradients', async () => {
    const [connected, one] = await compared('adam');
    expect(relativeError(connected.params.subarray(0, one.params.length), one.params)).toBeGreaterThan(1e-3);
  });
});

describe('all tasks in every iteration', () => {
  it('stop where the closed forms say', async () => {
    const { experiment } = decodeLink(
      '#v=1&task=quadratics&sampling=all&lanes=maml~fo-maml~joint~reptile;n=2',
    );
    const source = createTaskSource(experiment.task, taskSetup(experiment), null);
    const program = createWasmProgram(kernel, resolveModel(experiment, source.shape), 'mse');
    const programs = experiment.lanes.map(() => program);
    const trainer = createTrainer({ experiment, sourceFor: () => source, programs, now: () => 0 });
    await trainer.advance(5000);
    const stops = [
      [0.838571, -1.228745],
      [0.126357, -0.78118],
      [-1.3, -0.222222],
      [-1.093023, -0.283721],
    ];
    trainer.lanes.forEach(({ group }, i) => {
      const [x, y] = group.runs[0].params;
      expect(Math.hypot(x - stops[i][0], y - stops[i][1])).toBeLessThan(1e-3);
    });
  });

  it.each([
    [0.05, 1, 0.0096726],
    [0.1, 1, 0.0188198],
    [0.8, 1, 0.0717331],
    [0.8, 2, 0.0378162],
  ])('leave FO-MAML at ‖∇F‖ of the closed form, α = %d, N = %d (Fallah et al. 2020, Theorem 4.15)', async (alpha, n, floor) => {
    const { experiment } = decodeLink(
      `#v=1&task=quadratics&sampling=all&alpha=${alpha}&n=${n}&eval=10000&lanes=maml~fo-maml~hf-maml`,
    );
    const source = createTaskSource(experiment.task, taskSetup(experiment), null);
    const program = createWasmProgram(kernel, resolveModel(experiment, source.shape), 'mse');
    const programs = experiment.lanes.map(() => program);
    const trainer = createTrainer({ experiment, sourceFor: () => source, programs, now: () => 0 });
    await trainer.advance(2000);
    await trainer.evaluateNow();
    const norms = trainer.takePoints().map(({ evaluation }) => evaluation.metrics.gradientNorm[0]);
    expect(norms[1]).toBeCloseTo(floor, 6);
    expect(Math.max(norms[0], norms[2])).toBeLessThan(1e-4);
  });

  it('count by their probabilities where no weights are learnt', async () => {
    const { experiment } = decodeLink(
      '#v=1&bands=1x0.1-1@9,1x4-5@1&sampling=all&opt=sgd&lanes=maml~maml;sampling=draw;batch=100&model=mlp-8-tanh',
    );
    const source = createTaskSource(experiment.task, taskSetup(experiment), null);
    const program = createWasmProgram(kernel, resolveModel(experiment, source.shape), 'mse');
    const factors: Float32Array[] = [];
    const watched: SyncMetaGradientProgram = {
      ...program,
      metaGradientSync(request: MetaGradientRequest) {
        factors.push(request.weightOfRow?.slice() ?? new Float32Array(0));
        return program.metaGradientSync(request);
      },
    };
    const programs = experiment.lanes.map(() => watched);
    const trainer = createTrainer({ experiment, sourceFor: () => source, programs, now: () => 0 });
    await trainer.advance(1);
    expect([...factors[0]]).toEqual([expect.closeTo(0.9, 5), expect.closeTo(0.1, 5)]);
    expect(factors[1]).toHaveLength(0);
  });
});
