// Evaluation as a setting of its own: chunks are the whole, tasks have equal shares, and test conditions are their own.
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultFor } from '../../experiment/defaults.ts';
import { taskSetup } from '../../experiment/taskSetup.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { TaskBatch } from '../../learner/batch.ts';
import { metaGradient, metaLoss } from '../../math/quadratics.ts';
import { norm } from '../../math/statistics.ts';
import { ALL_MEASURES } from '../../protocol/payloads.ts';
import { quadraticTasks } from '../../tasks/quadratics/source.ts';
import { createTaskSource } from '../../tasks/sources.ts';
import type { WasmKernel } from '../kernels/wasm/kernel.ts';
import { adaptationView, stepLossView } from '../views/adaptation.ts';
import { evaluateLane } from './evaluation.ts';
import { lane, loadTestKernel, smallExperiment, trainerFor } from './testing.ts';
import { TestTasks, testChunkRows } from './testTasks.ts';
import { testConditions } from './worlds.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

const sourceOf = (experiment: Experiment) => createTaskSource(experiment.task, taskSetup(experiment), null);
const copy = ({ support, query, taskIds }: TaskBatch) => ({
  support: support.x.slice(),
  targets: query.y.slice(),
  ids: taskIds.slice(),
});

describe('test tasks', () => {
  it('are the same drawn in chunks', () => {
    for (const task of ['sinusoid', 'quadratics', 'glyphs', 'steps-and-lines'] as const) {
      const experiment = { ...defaultFor(task), evalTasks: 7 };
      const source = sourceOf(experiment);
      const whole = copy(new TestTasks(source, testConditions(experiment)).head(7));
      const { inputs, outputs } = source.shape;
      const { support, query } = source.examples;
      for (const from of [0, 3, 6]) {
        const batch = {
          rows: 1,
          inputs,
          outputs,
          support: {
            examples: support,
            x: new Float32Array(support * inputs),
            y: new Float32Array(support * outputs),
          },
          query: {
            examples: query,
            x: new Float32Array(query * inputs),
            y: new Float32Array(query * outputs),
          },
          taskIds: new Int32Array(1),
        };
        const request = { purpose: 'test', iteration: 0, agent: 0, agents: 1, pairs: 1 } as const;
        source.draw({ ...request, from, tasks: 1, distribution: 'uniform' }, batch, 0);
        const part = support * inputs;
        expect([...batch.support.x]).toEqual([...whole.support.subarray(from * part, (from + 1) * part)]);
        expect(batch.taskIds[0]).toBe(whole.ids[from]);
      }
    }
  });

  it('are evaluated in chunks to the same numbers as at once', async () => {
    const trainer = trainerFor(kernel, smallExperiment([lane('maml')], { evalTasks: 23 }));
    const [{ program, group }] = trainer.lanes;
    const evaluated = group.runs[0].evaluated();
    const setting = {
      tests: trainer.tests,
      finiteTasks: 0,
      ofTraining: true,
      testSteps: 1,
      measures: ALL_MEASURES,
    };
    const whole = await evaluateLane(program, evaluated, { ...setting, chunkRows: 23 });
    let rests = 0;
    const rest = async () => {
      rests++;
    };
    const parts = await evaluateLane(program, evaluated, { ...setting, chunkRows: 5, rest });
    expect(rests).toBe(4);
    expect(parts.metrics.testLoss).toBe(whole.metrics.testLoss);
    expect(parts.metrics.worstTestLoss).toBe(whole.metrics.worstTestLoss);
    expect(Math.abs(parts.metrics.gradientNorm / whole.metrics.gradientNorm - 1)).toBeLessThan(1e-6);
  });

  it('of large images fit into memory: 600 tasks of 84-pixel colour images are some 4 GB', () => {
    const model = { kind: 'mlp', sizes: [84 * 84 * 3, 2, 5], activation: 'relu', bias: true } as const;
    const shape = { inputs: 84 * 84 * 3, outputs: 5, support: 5, query: 75, hessian: 0 };
    const rows = testChunkRows(model, shape, 10, 1);
    expect(rows).toBeGreaterThan(1);
    expect(rows * 80 * 84 * 84 * 3 * 4).toBeLessThan(300e6);
  });

  it('that take long to compute come few at a time, so that others need not wait', () => {
    const shape = { inputs: 28 * 28, outputs: 5, support: 5, query: 75, hessian: 0 };
    const image = { height: 28, width: 28, channels: 1 };
    const cnn = { kind: 'cnn', ...image, filters: [32, 32, 32, 32], hidden: [], outputs: 5 } as const;
    expect(testChunkRows(cnn, shape, 10, 1)).toBe(1);
    expect(testChunkRows(cnn, shape, 10, 3)).toBe(3);
    const mlp = { kind: 'mlp', sizes: [1, 40, 40, 1], activation: 'relu', bias: true } as const;
    const points = { inputs: 1, outputs: 1, support: 10, query: 10, hessian: 0 };
    // 1,680 multiply-adds an example; 60 and 30 passes.
    expect(testChunkRows(mlp, points, 1, 1)).toBe(Math.floor(4e8 / (1680 * 90)));
  });

  it('have the ids that a finite set’s test draws walk through, kept or not', () => {
    for (const task of ['quadratics', 'sinusoid'] as const) {
      const base = defaultFor(task);
      const experiment = { ...base, evalTasks: 7, options: { ...base.options, taskCount: 3 } };
      const tests = new TestTasks(sourceOf(experiment), testConditions(experiment));
      expect([...tests.taskIds]).toEqual([0, 1, 2, 0, 1, 2, 0]);
      expect([...tests.head(7).taskIds]).toEqual([...tests.taskIds]);
    }
  });

  it('of a finite set count in equal shares where their number does not divide that of the tests', async () => {
    const base = defaultFor('quadratics');
    const experiment: Experiment = {
      ...base,
      options: { ...base.options, quadratic: 'random', taskCount: 7, noise: 0 },
      shared: { ...base.shared, alpha: 0.3, innerSteps: 2 },
      lanes: [{ preset: 'maml', overrides: {} }],
      evalTasks: 30,
    };
    const trainer = trainerFor(kernel, experiment);
    await trainer.begin();
    const [{ evaluation }] = trainer.takePoints();
    const tasks = quadraticTasks(taskSetup(experiment));
    expect(tasks).toHaveLength(7);
    const setting = { tasks, weights: tasks.map(() => 1 / 7), alpha: 0.3, innerSteps: 2 };
    const launch = [...trainer.lanes[0].group.runs[0].params];
    expect(evaluation.metrics.testLoss[0] / metaLoss(setting, launch)).toBeCloseTo(1, 5);
    expect(evaluation.metrics.gradientNorm[0] / norm(metaGradient(setting, launch))).toBeCloseTo(1, 5);
  });
});

describe('test conditions', () => {
  const metric = async (change: Partial<Experiment>, name: 'testLoss' | 'gradientNorm' = 'testLoss') => {
    const trainer = trainerFor(kernel, smallExperiment([lane('maml', { innerSteps: 1 })], change));
    await trainer.begin();
    return trainer.takePoints()[0].evaluation.metrics[name][0];
  };

  it('take their own number of inner steps; the gradient norm stays that of training', async () => {
    const trainer = trainerFor(kernel, smallExperiment([lane('maml', { innerSteps: 1 })], { testSteps: 40 }));
    const { lanes } = await stepLossView(trainer);
    expect(lanes[0].loss).toHaveLength(41);
    expect(await metric({ testSteps: 40 })).toBeCloseTo(lanes[0].loss[40], 5);
    expect(await metric({ testSteps: 0 })).toBeCloseTo(lanes[0].loss[0], 5);
    expect(await metric({})).toBeCloseTo(lanes[0].loss[1], 5);
    expect(await metric({ testSteps: 40 }, 'gradientNorm')).toBe(await metric({}, 'gradientNorm'));
  });

  it('take their own shots, the first of which are those of training', () => {
    const few = { ...defaultFor('sinusoid'), testShots: 3 };
    const { support } = new TestTasks(sourceOf(few), testConditions(few)).head(1);
    expect(support.examples).toBe(3);
    const usual = defaultFor('sinusoid');
    const all = new TestTasks(sourceOf(usual), testConditions(usual)).head(1);
    expect([...support.x]).toEqual([...all.support.x.subarray(0, 3)]);
  });

  it('take fewer classes than the model has', () => {
    const experiment = { ...defaultFor('glyphs'), testWays: 2 };
    const { support, query } = new TestTasks(sourceOf(experiment), testConditions(experiment)).head(3);
    const { shots, queries } = experiment;
    expect([support.examples, query.examples]).toEqual([2 * shots, 2 * queries]);
    for (let example = 0; example < 3 * query.examples; example++) {
      const label = query.y.subarray(5 * example, 5 * example + 5).indexOf(1);
      expect(label).toBe(Math.floor((example % query.examples) / queries));
    }
  });
});

describe('a drawn query', () => {
  it('is answered beside the support set, whatever else is asked', async () => {
    const base = defaultFor('glyphs');
    const experiment: Experiment = {
      ...base,
      model: { kind: 'cnn', filters: [4, 4], hidden: [] },
      options: { ...base.options, ways: 3 },
      lanes: [lane('maml')],
      evalTasks: 4,
    };
    const trainer = trainerFor(kernel, experiment);
    const inputs = 28 * 28;
    const { support, query } = trainer.tests.head(1);
    const own = (count: number) =>
      ({
        kind: 'own',
        task: {
          kind: 'images',
          ways: 3,
          supportX: support.x.slice(0, 3 * inputs),
          supportClass: Int32Array.of(0, 1, 2),
          queryX: query.x.slice(0, count * inputs),
        },
      }) as const;
    const one = await adaptationView(trainer, own(1));
    const four = await adaptationView(trainer, own(4));
    expect(four.queryX).toEqual(query.x.slice(0, 4 * inputs));
    expect(four.supportX).toEqual(support.x.slice(0, 3 * inputs));
    for (let step = 0; step <= one.steps; step++) {
      const alone = one.lanes[0].outputs.subarray(step * 3, step * 3 + 3);
      const among = four.lanes[0].outputs.subarray(step * 12, step * 12 + 3);
      for (const way of [0, 1, 2]) expect(among[way]).toBeCloseTo(alone[way], 5);
    }
  });
});
