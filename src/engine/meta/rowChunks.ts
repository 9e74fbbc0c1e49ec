// Op-by-op programs hold every intermediate of every row at once; WebAssembly has 2 GB for all of it. Many rows
// are therefore computed in chunks that fit: the same numbers, since rows do not depend on each other.
import { type BatchShape, cutBatch } from '../../learner/batch.ts';
import type { MetaGradientRequest, MetaGradientResult } from '../../learner/metaGradient.ts';
import { type ModelSpec, parameterCount } from '../../learner/model.ts';

/** Bytes of intermediates of one chunk: a fraction of what a backend can hold, since memory fragments. */
const CHUNK_BYTES = 400e6;
/** Bytes of one row that no backend is asked to hold. */
const LARGEST_ROW_BYTES = 1.4e9;

/** Floats kept per activation: forward only, differentiated once, and twice (measured peaks: 7, 22 and 83). */
const KEPT = { forward: 8, once: 24, twice: 90 };
/** Copies of the parameters per row, and further ones per inner step (measured: 8 + 2N, 8 + 5N by differences). */
const PARAMETER_COPIES = { fixed: 10, step: 5 };

/** Activations of one example in all layers, and floats of the shifted copies that convolutions read. */
export function floatsPerExample(model: ModelSpec): { activations: number; patches: number } {
  if (model.kind === 'mlp') return { activations: model.sizes.reduce((a, b) => a + b, 0), patches: 0 };
  let [height, width, channels] = [model.height, model.width, model.channels];
  let [activations, patches] = [0, 0];
  for (const filters of model.filters) {
    activations += height * width * filters;
    patches += 9 * height * width * channels;
    [height, width, channels] = [height >> 1, width >> 1, filters];
  }
  return { activations, patches };
}

type Sets = Pick<BatchShape, 'support' | 'query' | 'hessian'>;

/** An upper estimate of the bytes that one row's meta-gradient needs at its peak. */
export function bytesPerRow(model: ModelSpec, sets: Sets, innerSteps: number, wantGradient = true): number {
  const { activations, patches } = floatsPerExample(model);
  const inner = wantGradient && innerSteps > 0 ? KEPT.twice : KEPT.once;
  const outer = wantGradient ? KEPT.once : KEPT.forward;
  const support = (sets.support + sets.hessian) * (patches + inner * activations);
  const query = sets.query * (patches + outer * activations);
  const copies = PARAMETER_COPIES.fixed + PARAMETER_COPIES.step * innerSteps;
  return 4 * (support + query + copies * parameterCount(model));
}

/** Why not even one row fits into memory, with what to change; null where it does. */
export function rowProblem(model: ModelSpec, sets: Sets, innerSteps: number): string | null {
  const bytes = bytesPerRow(model, sets, innerSteps);
  if (bytes <= LARGEST_ROW_BYTES) return null;
  const gigabytes = (value: number) => `${(value / 1e9).toFixed(1)} GB`;
  const images = model.kind === 'cnn' ? 'smaller images, ' : '';
  return `One task of this model needs about ${gigabytes(bytes)} of memory while it is differentiated, and ${gigabytes(LARGEST_ROW_BYTES)} is the most. Choose fewer ways, shots or queries, ${images}or fewer filters.`;
}

/** How many rows of this request are computed together. */
export function rowsPerChunk(model: ModelSpec, request: MetaGradientRequest): number {
  const { batch, rule, wantGradient } = request;
  const sets = {
    support: batch.support.examples,
    query: batch.query.examples,
    hessian: batch.hessian?.examples ?? 0,
  };
  const bytes = bytesPerRow(model, sets, rule.innerSteps, wantGradient !== false);
  return Math.max(1, Math.min(batch.rows, Math.floor(CHUNK_BYTES / bytes)));
}

/** Weight of each row in its agent's sum, written out: a chunk does not know how many rows its agents have. */
function rowWeights({ agents, agentOfRow, weightOfRow, batch }: MetaGradientRequest): Float32Array {
  if (weightOfRow) return weightOfRow;
  const agentOf = (row: number) => (agentOfRow ? agentOfRow[row] : 0);
  const counts = new Float32Array(agents);
  for (let row = 0; row < batch.rows; row++) counts[agentOf(row)]++;
  return Float32Array.from({ length: batch.rows }, (_, row) => 1 / counts[agentOf(row)]);
}

/** The request of each chunk of `size` rows. */
export function chunkRequests(request: MetaGradientRequest, size: number): MetaGradientRequest[] {
  const { batch, agentOfRow } = request;
  if (size >= batch.rows) return [request];
  const weights = rowWeights(request);
  const chunks: MetaGradientRequest[] = [];
  for (let from = 0; from < batch.rows; from += size) {
    const to = Math.min(batch.rows, from + size);
    chunks.push({
      ...request,
      batch: cutBatch(batch, from, to),
      weightOfRow: weights.subarray(from, to),
      ...(agentOfRow && { agentOfRow: agentOfRow.subarray(from, to) }),
    });
  }
  return chunks;
}

function join(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** One answer from those of the chunks: rows one after another, gradients summed. */
export function joinResults(results: readonly MetaGradientResult[]): MetaGradientResult {
  const [first] = results;
  if (results.length === 1) return first;
  const gradient = new Float32Array(first.gradient.length);
  for (const result of results) for (let i = 0; i < gradient.length; i++) gradient[i] += result.gradient[i];
  const rows = (name: 'rowGradients' | 'adapted' | 'trace' | 'residual') =>
    first[name] && { [name]: join(results.map((result) => result[name] as Float32Array)) };
  return {
    queryLoss: join(results.map((result) => result.queryLoss)),
    gradient,
    ...rows('rowGradients'),
    ...rows('adapted'),
    ...rows('trace'),
    ...rows('residual'),
  };
}
