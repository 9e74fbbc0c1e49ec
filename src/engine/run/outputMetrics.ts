// Losses and accuracies from a model's outputs, on the host: for traces of the inner loop and for evaluation.
import type { TaskBatch } from '../../learner/batch.ts';
import type { Loss } from '../../learner/model.ts';

/** log Σ exp of `width` numbers, without overflow. */
function logSumExp(values: Float32Array, at: number, width: number): number {
  let top = -Infinity;
  for (let o = 0; o < width; o++) top = Math.max(top, values[at + o]);
  let sum = 0;
  for (let o = 0; o < width; o++) sum += Math.exp(values[at + o] - top);
  return top + Math.log(sum);
}

function largest(values: Float32Array, at: number, width: number): number {
  let best = 0;
  for (let o = 1; o < width; o++) if (values[at + o] > values[at + best]) best = o;
  return best;
}

/**
 * Loss of one set of examples. `outputs` and `targets` are [examples, width] from their offsets:
 * `mse` the mean over examples and outputs, `softmaxCrossEntropy` the mean over examples of −Σ y log softmax.
 */
export function outputLoss(
  loss: Loss,
  outputs: Float32Array,
  at: number,
  targets: Float32Array,
  targetAt: number,
  examples: number,
  width: number,
): number {
  let sum = 0;
  if (loss === 'mse') {
    for (let i = 0; i < examples * width; i++) sum += (outputs[at + i] - targets[targetAt + i]) ** 2;
    return sum / (examples * width);
  }
  for (let e = 0; e < examples; e++) {
    const normaliser = logSumExp(outputs, at + e * width, width);
    for (let o = 0; o < width; o++) {
      const target = targets[targetAt + e * width + o];
      if (target !== 0) sum += target * (normaliser - outputs[at + e * width + o]);
    }
  }
  return sum / examples;
}

/** Fraction of examples whose largest output is at the largest target. */
export function outputAccuracy(
  outputs: Float32Array,
  at: number,
  targets: Float32Array,
  targetAt: number,
  examples: number,
  width: number,
): number {
  let right = 0;
  for (let e = 0; e < examples; e++) {
    if (largest(outputs, at + e * width, width) === largest(targets, targetAt + e * width, width)) right++;
  }
  return right / examples;
}

/** Replaces every group of `width` outputs by its softmax, in place. */
export function softmaxInPlace(outputs: Float32Array, width: number): void {
  for (let at = 0; at < outputs.length; at += width) {
    const normaliser = logSumExp(outputs, at, width);
    for (let o = 0; o < width; o++) outputs[at + o] = Math.exp(outputs[at + o] - normaliser);
  }
}

/** Means over test rows after each inner step [steps + 1]; accuracy NaN for regression. */
export interface TraceMetrics {
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
}

export function emptyTraceMetrics(loss: Loss, steps: number): TraceMetrics {
  const accuracy = new Float64Array(steps + 1);
  return {
    loss: new Float64Array(steps + 1),
    accuracy: loss === 'mse' ? accuracy.fill(Number.NaN) : accuracy,
  };
}

/** Adds the rows of a trace [rows, steps + 1, queries, outputs], each with its weight. */
export function addTrace(
  into: TraceMetrics,
  loss: Loss,
  trace: Float32Array,
  batch: TaskBatch,
  weights: Float32Array,
): void {
  const { outputs: width, query } = batch;
  const block = query.examples * width;
  const steps = into.loss.length;
  for (let row = 0; row < batch.rows; row++) {
    for (let step = 0; step < steps; step++) {
      const at = (row * steps + step) * block;
      const place = [trace, at, query.y, row * block, query.examples, width] as const;
      into.loss[step] += weights[row] * outputLoss(loss, ...place);
      if (loss === 'softmaxCrossEntropy') into.accuracy[step] += weights[row] * outputAccuracy(...place);
    }
  }
}
