// What a run shows, as claims judge it: the lanes' curves and settings, and what only the engine knows of them. The page
// makes it from its snapshot, the headless reproduction from its trainer.
import type { Experiment, LaneSettings } from '../experiment/types.ts';
import type { EvaluationColumns, EvaluationMetric, TrainColumns } from '../protocol/payloads.ts';

export interface LaneEvidence {
  readonly name: string;
  readonly settings: LaneSettings;
  readonly train: TrainColumns;
  readonly evaluation: EvaluationColumns;
  /** It diverged, or never began. */
  readonly stopped: boolean;
  /** Mean test loss after 0, 1, … inner steps; null where it is not of this iteration. */
  readonly stepLoss: ArrayLike<number> | null;
  /** The launch model, where it is a point of the plane. */
  readonly model: readonly number[] | null;
}

export interface Evidence {
  readonly experiment: Experiment;
  readonly iteration: number;
  readonly lanes: readonly LaneEvidence[];
}

/** NaN where there is none. */
export const last = (values: ArrayLike<number>) =>
  values.length > 0 ? values[values.length - 1] : Number.NaN;

/** A metric at the latest evaluation; NaN where the lane has none of this iteration. */
export function nowOf({ lanes, iteration }: Evidence, lane: number, metric: EvaluationMetric): number {
  const evaluation = lanes[lane]?.evaluation;
  return evaluation && last(evaluation.iteration) === iteration
    ? last(evaluation.metrics[metric])
    : Number.NaN;
}

/** A metric at the last evaluation up to an iteration. */
export function metricAt({ evaluation }: LaneEvidence, metric: EvaluationMetric, iteration: number): number {
  const values = evaluation.metrics[metric];
  let at = -1;
  while (at + 1 < values.length && evaluation.iteration[at + 1] <= iteration) at++;
  return at < 0 ? Number.NaN : values[at];
}

/** Test loss after so many inner steps, ∞ where it has overflown; NaN where it is not known now. */
export function afterSteps({ lanes }: Evidence, lane: number, steps: number): number {
  const loss = lanes[lane]?.stepLoss?.[steps];
  if (loss === undefined) return Number.NaN;
  return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
}
