// The headless run's result: its shape, its last row, and what a diverged lane leaves.
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { PAPER_EXPERIMENTS } from '../../experiment/papers/catalogue.ts';
import { dataOf } from '../../experiment/taskSetup.ts';
import { runExperiment } from './run.ts';

/** Nothing has to be loaded for these. */
const EMBEDDED = PAPER_EXPERIMENTS.filter(
  ({ link }) => dataOf(decodeLink(link).experiment).length === 0,
).filter(({ link }) => decodeLink(link).experiment.task !== 'images');

function run(link: string, iterations: number) {
  const { experiment } = decodeLink(link);
  return runExperiment({
    experiment,
    iterations,
    backend: 'wasm',
    code: 'kernels',
    data: null,
    log: () => {},
  });
}

describe('headless experiment', () => {
  it('gives one row per evaluation, the last at the last iteration', async () => {
    const result = await run('#v=1&seed=7&batch=4&tasks=10&lanes=maml~hf-maml~da-maml~dif-maml', 50);
    expect(result.iterations).toBe(50);
    for (const lane of result.lanes) {
      expect(lane.series.iteration).toEqual([0, 20, 40, 50]);
      for (const values of Object.values(lane.series)) expect(values).toHaveLength(4);
      for (const rows of Object.values(lane.vectors)) expect(rows).toHaveLength(4);
      expect(lane.series.trainLoss.every((value) => typeof value === 'number')).toBe(true);
      expect(lane.final.testLoss).toBe(lane.series.testLoss[3]);
      expect(lane.diverged).toBe(false);
      expect('testAccuracy' in lane.series).toBe(false);
    }
    expect(result.lanes[0].series.hessianError).toBeUndefined();
    expect(result.lanes[1].series.hessianError).toHaveLength(4);
    expect(result.lanes[2].vectors.taskWeights[3]).toHaveLength(10);
    expect(result.lanes[3].vectors.agentTestLoss[3]).toHaveLength(6);
    expect(() => JSON.parse(JSON.stringify(result))).not.toThrow();
  });

  it('reports the spread over seeds where a lane has several', async () => {
    const { lanes } = await run('#v=1&batch=4&task=glyphs&lanes=anil;seeds=3~anil', 20);
    expect(lanes[0].series.testLossSpread.every((value) => (value ?? 0) > 0)).toBe(true);
    expect(lanes[0].series.testAccuracySpread).toHaveLength(2);
    expect(lanes[1].series.testLossSpread).toBeUndefined();
  });

  it.each(EMBEDDED.map(({ name, link }) => [name, link]))('trains %s', async (_, link) => {
    const { experiment } = decodeLink(link);
    const few = { ...experiment, evalTasks: Math.min(experiment.evalTasks, 50) };
    const { lanes } = await runExperiment({
      experiment: few,
      iterations: 3,
      backend: 'wasm',
      code: 'kernels',
      data: null,
      log: () => {},
    });
    for (const { final, diverged, refused } of lanes) {
      expect([diverged, refused]).toEqual([false, undefined]);
      expect(final.testLoss).toEqual(expect.any(Number));
    }
  });

  it('learns the sinusoid', async () => {
    const { lanes } = await run('#v=1&seed=1&lanes=maml', 300);
    expect(lanes[0].final.testLoss as number).toBeLessThan(0.4 * (lanes[0].series.testLoss[0] as number));
  });

  it('keeps a diverged lane up to there and goes on with the others', async () => {
    const { lanes } = await run('#v=1&opt=sgd&lanes=maml;beta=1~joint;beta=0.001', 60);
    expect(lanes[0].diverged).toBe(true);
    expect(lanes[0].divergedAt).toBeLessThan(60);
    expect(lanes[0].reason).toContain('Lower α');
    expect(lanes[1].diverged).toBe(false);
    expect(lanes[1].series.iteration).toEqual([0, 20, 40, 60]);
  });
});
