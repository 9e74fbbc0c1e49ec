// How far an inexact curvature is from the exact one on test tasks: the error of the Hessian-free product, and how
// well the systems of the implicit gradient are solved.
import type { TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { type Curvature, type InnerRule, passesBack } from '../../learner/rule.ts';
import { distance, mean } from '../../math/statistics.ts';
import type { EvaluationMetric } from '../../protocol/payloads.ts';

/** Test tasks that are measured: three gradients on few of them cost little. */
export const CURVATURE_TASKS = 20;

type Metrics = Partial<Record<EvaluationMetric, number>>;
/** The test tasks that are measured, in chunks; asked for once per gradient. */
type Chunks = () => Iterable<{ readonly batch: TaskBatch }>;
type Measure = (
  program: MetaGradientProgram,
  launch: Float32Array,
  chunks: Chunks,
  rule: InnerRule,
) => Promise<Metrics>;

/** The rule of ‖∇F‖: exact curvature through the lane's own inner loop. */
export function exactRule(rule: InnerRule): InnerRule {
  return { ...rule, curvature: 'exact', direction: 'through-adaptation' };
}

/**
 * Relative error of the Hessian-free second-order term against the exact one:
 * ‖(g_fo − g_hf) − (g_fo − g)‖ / ‖g_fo − g‖ = ‖g_hf − g‖ / ‖g_fo − g‖.
 */
const hessianError: Measure = async (program, launch, chunks, rule) => {
  // Sums over the tasks: the error is relative, so that their number does not matter.
  const gradientBy = async (by: InnerRule) => {
    const sum = new Float64Array(launch.length);
    for (const { batch } of chunks()) {
      const weightOfRow = new Float32Array(batch.rows).fill(1);
      const { gradient } = await program.metaGradient({ launch, agents: 1, batch, rule: by, weightOfRow });
      for (let i = 0; i < sum.length; i++) sum[i] += gradient[i];
    }
    return sum;
  };
  const exact = await gradientBy(exactRule(rule));
  const finiteDifference = await gradientBy(rule);
  const firstOrder = await gradientBy({ ...rule, curvature: 'none' });
  return { hessianError: distance(finiteDifference, exact) / distance(firstOrder, exact) };
};

/** The mean of ‖b − A x‖ / ‖b‖. */
const solveResidual: Measure = async (program, launch, chunks, rule) => {
  const residuals: number[] = [];
  for (const { batch } of chunks()) {
    const { residual = [] } = await program.metaGradient({ launch, agents: 1, batch, rule });
    residuals.push(...residual);
  }
  return { solveResidual: residuals.length > 0 ? mean(residuals) : Number.NaN };
};

const MEASURES: Readonly<Record<Curvature, Measure | null>> = {
  exact: null,
  none: null,
  'finite-difference': hessianError,
  implicit: solveResidual,
};

/** What is measured of the curvature that a lane trains with; nothing where it is exact or not used. */
export async function curvatureMetrics(
  ...[program, launch, chunks, rule]: Parameters<Measure>
): Promise<Metrics> {
  if (!passesBack(rule)) return {};
  const trained: InnerRule = { ...rule, direction: 'through-adaptation' };
  return (await MEASURES[rule.curvature]?.(program, launch, chunks, trained)) ?? {};
}
