// Meta-gradients by automatic differentiation through engine/ops: the general path (any model, any backend of
// TensorFlow.js) and the reference for the fused kernels. One batched program and one read-back per call, or per
// chunk of rows where all of them would not fit into memory.
import * as tf from '@tensorflow/tfjs-core';
import type { PathName } from '../../learner/backends.ts';
import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import type {
  MetaGradientProgram,
  MetaGradientRequest,
  MetaGradientResult,
  SyncMetaGradientProgram,
} from '../../learner/metaGradient.ts';
import { type Loss, type ModelSpec, parameterCount } from '../../learner/model.ts';
import { adaptedStart, type InnerRule, proximalOf, solvesSystem } from '../../learner/rule.ts';
import { createNetwork, rowLoss } from '../models/model.ts';
import { type Network, packRows, unpackRows } from '../models/network.ts';
import { wasmHeapBytes } from '../ops/native/wasmKernels.ts';
import { type Examples, headOutputs, type SplitNetwork, splitNetwork } from './adapt.ts';
import { type RowMetaGradient, rowMetaGradient, type TaskSets } from './metaGradient.ts';
import { chunkRequests, joinResults, rowsPerChunk } from './rowChunks.ts';

export type OpsPath = Extract<PathName, `ops-${string}`>;

/** How many floats of the flat answer belong to each part, in this order. */
interface AnswerSizes {
  readonly queryLoss: number;
  readonly gradient: number;
  readonly rowGradients: number;
  readonly adapted: number;
  readonly trace: number;
  readonly residual: number;
}

function checkRequest(request: MetaGradientRequest, parameters: number): void {
  const { launch, agents, batch } = request;
  if (launch.length !== agents * parameters) {
    throw new Error(
      `launch has ${launch.length} floats, but ${agents} agents of ${parameters} parameters need ${agents * parameters}`,
    );
  }
  for (const [name, values] of [
    ['agentOfRow', request.agentOfRow],
    ['weightOfRow', request.weightOfRow],
  ] as const) {
    if (values && values.length < batch.rows) {
      throw new Error(`${name} has ${values.length} entries for ${batch.rows} rows`);
    }
  }
}

function answerSizes(request: MetaGradientRequest, parameters: number): AnswerSizes {
  const { rows, query, outputs } = request.batch;
  const gradient = request.wantGradient !== false;
  return {
    queryLoss: rows,
    gradient: gradient ? request.agents * parameters : 0,
    rowGradients: gradient && request.wantRowGradients ? rows * parameters : 0,
    adapted: request.wantAdapted ? rows * parameters : 0,
    trace: request.wantTrace ? rows * (request.rule.innerSteps + 1) * query.examples * outputs : 0,
    residual: gradient && solvesSystem(request.rule) ? rows : 0,
  };
}

/** Weights as a matrix [agents, rows]: gradient of an agent = Σ over its rows of weight · gradient. */
function weightMatrix(request: MetaGradientRequest): tf.Tensor2D {
  const { agents, agentOfRow, weightOfRow, batch } = request;
  const matrix = new Float32Array(agents * batch.rows);
  const counts = new Float32Array(agents);
  for (let r = 0; r < batch.rows; r++) counts[agentOfRow ? agentOfRow[r] : 0]++;
  for (let r = 0; r < batch.rows; r++) {
    const agent = agentOfRow ? agentOfRow[r] : 0;
    matrix[agent * batch.rows + r] = weightOfRow ? weightOfRow[r] : 1 / counts[agent];
  }
  return tf.tensor2d(matrix, [agents, batch.rows]);
}

/** Launch parameters of every row [R, P]: copied here, since gathering them on a device takes longer. */
function launchRows({ launch, agentOfRow, batch }: MetaGradientRequest, parameters: number): tf.Tensor {
  const rows = new Float32Array(batch.rows * parameters);
  for (let r = 0; r < batch.rows; r++) {
    const from = agentOfRow ? agentOfRow[r] * parameters : 0;
    rows.set(launch.subarray(from, from + parameters), r * parameters);
  }
  return tf.tensor2d(rows, [batch.rows, parameters]);
}

function toExamples(network: Network, batch: TaskBatch, set: ExampleSet): Examples {
  const count = set.examples;
  const x = tf.tensor3d(set.x, [batch.rows, count, batch.inputs]);
  return { h: network.prepare(x), y: tf.tensor3d(set.y, [batch.rows, count, batch.outputs]), count };
}

/** Query outputs before and after each inner step, flat in the order [R, N + 1, n, outputs]. */
function traceOf(split: SplitNetwork, { trajectory, query }: RowMetaGradient) {
  return tf.stack(
    trajectory.map((head) => headOutputs(split, head, query)),
    1,
  );
}

/**
 * Launch rows as the inner objective's penalties alone move the adapted coordinates: λ shrinks them by 1 − αλ a step,
 * a proximal term pulls them back. The biases before a batch norm, which have no gradient, move like this.
 */
function decayedRows({ spec }: Network, rule: InnerRule, rows: tf.Tensor): tf.Tensor {
  const { adapted, alpha, l2, innerSteps } = rule;
  if (l2 === 0) return rows;
  const start = adaptedStart(spec, adapted);
  let kept = 1;
  for (let m = 0; m < innerSteps; m++) kept += alpha * (proximalOf(rule) * (1 - kept) - l2 * kept);
  const factors = Float32Array.from({ length: rows.shape[1] as number }, (_, i) => (i < start ? 1 : kept));
  return tf.mul(rows, tf.tensor1d(factors));
}

/** The whole answer as one flat tensor. Call inside tidy. */
function flatAnswer(network: Network, loss: Loss, request: MetaGradientRequest): tf.Tensor {
  const { batch, rule } = request;
  const parameters = parameterCount(network.spec);
  const wantGradient = request.wantGradient !== false;
  const split = splitNetwork(network, rowLoss(loss), rule);
  const rows = launchRows(request, parameters);
  const launch = unpackRows(network, rows);
  const sets: TaskSets = {
    support: toExamples(network, batch, batch.support),
    query: toExamples(network, batch, batch.query),
    hessian: batch.hessian ? toExamples(network, batch, batch.hessian) : undefined,
  };
  const result = rowMetaGradient(split, rule, launch, sets, wantGradient);
  const body = launch.slice(0, split.bodyTensors);
  const parts: tf.Tensor[] = [result.queryLoss];
  if (result.gradients) {
    const moved =
      rule.direction === 'reptile'
        ? tf.div(tf.sub(rows, decayedRows(network, rule, rows)), rule.alpha)
        : undefined;
    const rowGradients = packRows(network, result.gradients, moved);
    parts.push(tf.matMul(weightMatrix(request), rowGradients as tf.Tensor2D));
    if (request.wantRowGradients) parts.push(rowGradients);
  }
  if (request.wantAdapted) {
    const decayed = decayedRows(network, rule, rows);
    parts.push(packRows(network, [...body, ...result.trajectory[rule.innerSteps]], decayed));
  }
  if (request.wantTrace) parts.push(traceOf(split, result));
  if (result.residual) parts.push(result.residual);
  return tf.concat(parts.map((part) => tf.reshape(part, [-1])));
}

function cutAnswer(flat: Float32Array, sizes: AnswerSizes): MetaGradientResult {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return flat.subarray(at - length, at);
  };
  const queryLoss = take(sizes.queryLoss);
  const gradient = take(sizes.gradient);
  return {
    queryLoss,
    gradient,
    ...(sizes.rowGradients && { rowGradients: take(sizes.rowGradients) }),
    ...(sizes.adapted && { adapted: take(sizes.adapted) }),
    ...(sizes.trace && { trace: take(sizes.trace) }),
    ...(sizes.residual && { residual: take(sizes.residual) }),
  };
}

/**
 * A program that runs on the started TensorFlow.js backend. On WASM and CPU it also answers synchronously
 * (`metaGradientSync`); on WebGPU only asynchronously, since reading back synchronously loses the device.
 */
export function createOpsProgram(
  path: OpsPath,
  model: ModelSpec,
  loss: Loss,
): MetaGradientProgram | SyncMetaGradientProgram {
  const backend = path.slice('ops-'.length);
  const network = createNetwork(model);
  const parameters = parameterCount(model);
  const start = (request: MetaGradientRequest): tf.Tensor =>
    tf.tidy(() => flatAnswer(network, loss, request));
  const chunks = (request: MetaGradientRequest): MetaGradientRequest[] => {
    if (tf.getBackend() !== backend) {
      throw new Error(`program ${path} needs the backend ${backend}, but ${tf.getBackend()} is active`);
    }
    checkRequest(request, parameters);
    return chunkRequests(request, rowsPerChunk(model, request));
  };
  const chunkResult = async (request: MetaGradientRequest): Promise<MetaGradientResult> => {
    const answer = start(request);
    try {
      return cutAnswer((await answer.data()) as Float32Array, answerSizes(request, parameters));
    } finally {
      answer.dispose();
    }
  };
  const chunkResultSync = (request: MetaGradientRequest): MetaGradientResult => {
    const answer = start(request);
    try {
      return cutAnswer(answer.dataSync() as Float32Array, answerSizes(request, parameters));
    } finally {
      answer.dispose();
    }
  };
  const metaGradient = async (request: MetaGradientRequest): Promise<MetaGradientResult> => {
    const results: MetaGradientResult[] = [];
    for (const chunk of chunks(request)) results.push(await chunkResult(chunk));
    return joinResults(results);
  };
  const rowsAtOnce = path === 'ops-webgpu' ? 32 : 1;
  const common = { path, model, loss, rowsAtOnce, metaGradient, dispose: () => {} };
  if (path === 'ops-webgpu') return common;
  const metaGradientSync = (request: MetaGradientRequest): MetaGradientResult =>
    joinResults(chunks(request).map(chunkResultSync));
  return { ...common, metaGradientSync, ...(path === 'ops-wasm' && { memoryBytes: wasmHeapBytes }) };
}
