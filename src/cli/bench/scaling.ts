// How time and memory grow: one experiment with one of its sizes varied, tasks B, inner steps N, width, shots K and
// agents, on one thread of the fused WASM kernel. Time is the processor's, so that whatever else runs does not count.
import { performance } from 'node:perf_hooks';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import type { Experiment } from '../../experiment/types.ts';
import { layerSlices } from '../../learner/model.ts';
import { mlp, openOn, timeSession, workload } from './workloads.ts';

const PATH = 'kernel-wasm';

interface Sweep {
  readonly values: readonly number[];
  readonly experiment: (value: number) => Experiment;
  /** What a row's time is measured by: rows alike cost the same; other sizes change their arithmetic. */
  readonly per: 'row' | 'multiply-add';
  /** Why its least sizes cost more; null where they do not. */
  readonly least: string | null;
}

const sinusoid = (settings: Partial<Experiment['shared']>, change: Partial<Experiment> = {}) =>
  workload('sinusoid', { batch: 25, innerSteps: 1, alpha: 0.01, ...settings }, change);

export const SWEEPS = {
  'scaling-tasks': {
    values: [1, 3, 10, 25, 100, 300, 1000],
    experiment: (batch) => sinusoid({ batch }),
    per: 'row',
    least: 'a meta-iteration takes some 15 µs before its first row: sampling, copies, the outer step',
  },
  'scaling-steps': {
    values: [1, 3, 10, 30],
    experiment: (innerSteps) => sinusoid({ innerSteps, alpha: 0.001 }),
    per: 'multiply-add',
    least: null,
  },
  'scaling-width': {
    values: [16, 32, 64, 128, 256, 512],
    experiment: (width) => sinusoid({ batch: 5, alpha: 0.001 }, { model: mlp([width, width]) }),
    per: 'multiply-add',
    least:
      'in narrow layers what does not grow with the square outweighs the products: activations, losses, sampling',
  },
  'scaling-shots': {
    values: [1, 5, 10, 20, 50, 100],
    experiment: (shots) => sinusoid({ batch: 10 }, { shots, queries: shots }),
    per: 'multiply-add',
    least:
      'with few examples what goes over all parameters outweighs the products: steps, transposes, sums over rows',
  },
  'scaling-agents': {
    values: [1, 2, 4, 8, 16, 32, 64],
    experiment: (agents) =>
      sinusoid({ batch: 5, network: agents > 1 ? 'diffusion' : 'single', agents, graph: 'ring' }),
    per: 'row',
    least: null,
  },
} as const satisfies Readonly<Record<string, Sweep>>;
export type SweepName = keyof typeof SWEEPS;
export const SWEEP_NAMES = Object.keys(SWEEPS) as readonly SweepName[];

/** Time per row (or multiply-add) that is as good as the best. */
export const CLOSE = 1.3;

export interface ScalingRow {
  readonly workload: SweepName;
  readonly path: typeof PATH;
  readonly value: number;
  /** Of processor time. */
  readonly ms: number;
  readonly iterations: number;
  readonly rows: number;
  readonly microsecondsPerRow: number;
  /** 10⁹ multiply-adds and as many additions a second: two operations each, of the mathematics, not of the code. */
  readonly gigaflops: number;
  readonly bytesPerRow: number;
  /** Time per row, or per multiply-add of one, over the best of the sweep. */
  readonly overBest: number;
}

/**
 * Multiply-adds of an exact meta-gradient of one row: per support example and inner step 3F − F₁ for the gradient and
 * 6F − 4F₁ for the Hessian product, per query example 3F − F₁; F of the whole network, F₁ of its first layer, whose
 * input has no derivative.
 */
function multiplyAdds(widths: readonly number[], steps: number, support: number, query: number): number {
  const all = widths.reduce((sum, width) => sum + width, 0);
  const [first] = widths;
  return steps * support * (9 * all - 5 * first) + query * (3 * all - first);
}

type Point = Omit<ScalingRow, 'overBest'>;

/** Milliseconds of processor time that this process has used. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timePoint(name: SweepName, value: number, seconds: number): Promise<Point> {
  const experiment = SWEEPS[name].experiment(value);
  const session = await openOn(experiment, PATH, NODE_ASSETS, () => performance.now());
  if (!session) throw new Error(`${PATH} cannot run it`);
  try {
    const options = { repetitions: 3, limit: 1000 * seconds, iterations: 1000, now: processorTime };
    const { ms, iterations } = await timeSession(session, options);
    const { trainer } = session;
    const { innerSteps, batch } = experiment.shared;
    const rows = batch * trainer.lanes[0].group.runs[0].agents;
    const { support, query } = trainer.source.examples;
    const widths = layerSlices(trainer.model).map(({ weightLength }) => weightLength);
    const work = rows * multiplyAdds(widths, innerSteps, support, query);
    const bytes = trainer.lanes[0].program.memoryBytes?.() ?? Number.NaN;
    return {
      workload: name,
      path: PATH,
      value,
      ms,
      iterations,
      rows,
      microsecondsPerRow: (1000 * ms) / rows,
      gigaflops: (2 * work) / ms / 1e6,
      bytesPerRow: bytes / rows,
    };
  } finally {
    session.dispose();
  }
}

/** Every point of a sweep; `seconds` of one of three repetitions. */
export async function timeSweep(name: SweepName, seconds: number): Promise<ScalingRow[]> {
  const points: Point[] = [];
  for (const value of SWEEPS[name].values) points.push(await timePoint(name, value, seconds));
  const cost = (point: Point) =>
    SWEEPS[name].per === 'row' ? point.microsecondsPerRow : 1 / point.gigaflops;
  const best = Math.min(...points.map(cost));
  return points.map((point) => ({ ...point, overBest: cost(point) / best }));
}
