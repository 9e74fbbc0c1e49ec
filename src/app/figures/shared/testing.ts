// Series for tests of figures: a lane's columns with constant metrics.
import type { LaneSeries } from '../../../client/types.ts';
import { COUNTS, eachCount } from '../../../learner/costs.ts';
import { EVALUATION_METRICS, type EvaluationMetric, eachVector } from '../../../protocol/payloads.ts';

/** `length` iterations, each evaluated; metrics that are not given are NaN, as where they do not apply. */
export function testSeries(
  length: number,
  values: Partial<Record<EvaluationMetric, number>> = {},
): LaneSeries {
  const f64 = (scale: number) => Float64Array.from({ length }, (_, i) => i * scale);
  const f32 = (value: number) => new Float32Array(length).fill(value);
  const columns = {
    iteration: f64(1),
    seconds: f64(0.1),
    ...eachCount((count) => f64(1 + COUNTS.indexOf(count))),
  };
  const metrics = Object.fromEntries(
    EVALUATION_METRICS.map((name) => [name, f32(values[name] ?? Number.NaN)]),
  ) as Record<EvaluationMetric, Float32Array>;
  return {
    trainLength: length,
    train: { ...columns, trainLoss: f32(2), trainLossSpread: f32(Number.NaN) },
    evaluationLength: length,
    evaluation: {
      ...columns,
      metrics,
      ...eachVector(() => f32(0)),
    },
  };
}
