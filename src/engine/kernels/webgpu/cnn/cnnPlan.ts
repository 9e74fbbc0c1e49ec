// A plan of a convolutional network: the rows' memory and the dispatches that work in it.
import type { BatchShape } from '../../../../learner/batch.ts';
import { type CnnSpec, layerSlices } from '../../../../learner/model.ts';
import { adaptedStart } from '../../../../learner/rule.ts';
import {
  type Mode,
  modeOf,
  needsCurvature,
  type PlanRequest,
  type RowsPlan,
  requestProblem,
  sizeProblem,
  uploadLayout,
} from '../rowsPlan.ts';
import type { Dispatch } from './dispatches.ts';
import { layersOf, layOut } from './layout.ts';
import { scheduleOf } from './schedule.ts';

export interface CnnPlan extends RowsPlan {
  readonly kind: 'cnn';
  readonly model: CnnSpec;
  readonly schedule: readonly Dispatch[];
}

/** Share of the largest buffer that may go to passes that are kept instead of made again. */
const KEPT_SHARE = 0.5;

function planWith(request: PlanRequest, model: CnnSpec, mode: Mode, keep: boolean): CnnPlan {
  const { loss, shape, rule, agents, wantTrace: trace } = request;
  const slices = layerSlices(model);
  const layers = layersOf(model);
  const parameters = slices[slices.length - 1].end;
  const start = adaptedStart(model, rule.adapted);
  const curved = needsCurvature(mode);
  const hessian = curved ? shape.hessian : 0;
  const upload = uploadLayout(shape, hessian, agents);
  const sizes = {
    first: layers.findIndex((layer) => layer.weight === start),
    parameters,
    start,
    adapted: parameters - start,
    steps: rule.innerSteps,
    mode,
    trace,
    examples: { support: shape.support, query: shape.query, hessian },
    curvatureSet: hessian > 0 ? 'hessian' : 'support',
    upload,
  } as const;
  const layout = layOut(layers, shape, sizes, keep);
  const schedule = scheduleOf(sizes, layers, layout);
  const { rowStride, gradientAt, weightsAt, traceAt } = layout;
  return {
    kind: 'cnn',
    key: keyOf(model, shape, request, mode, keep),
    model,
    loss,
    layers: slices,
    rows: shape.rows,
    agents,
    ...sizes,
    keepWeights: curved,
    rowStride,
    gradientAt,
    weightsAt,
    traceAt,
    schedule,
    dispatches: schedule.length,
    bytes: 4 * (shape.rows * rowStride + upload.length),
  };
}

function keyOf(
  { height, width, channels, filters, hidden, outputs }: CnnSpec,
  shape: BatchShape,
  { loss, agents, rule, wantTrace }: PlanRequest,
  mode: Mode,
  keep: boolean,
): string {
  const model = [height, width, channels, filters.join('x'), hidden.join('x'), outputs].join('_');
  const { rows, support, query, hessian } = shape;
  const sizes = [rows, agents, support, query, hessian, rule.innerSteps, mode, rule.adapted].join('_');
  return `innerloop_cnn_${model}_${loss}_${sizes}_${wantTrace ? 'trace' : 'end'}_${keep ? 'keep' : 'repeat'}`;
}

/** Lays out all rows. The result is a reason (a sentence) where the kernel cannot run this. */
export function createCnnPlan(request: PlanRequest, model: CnnSpec): CnnPlan | string {
  const { rule, limits, wantGradient } = request;
  const mode = modeOf(rule, wantGradient);
  const problem = requestProblem(request);
  if (mode === null || problem !== null) return problem ?? '';
  if (model.filters.length === 0) return 'A convolutional network needs at least one block.';
  // Memory, not time, decides: making a pass again costs a third more, a buffer too large cannot be bound.
  const keeping = planWith(request, model, mode, true);
  const fits = 4 * keeping.rows * keeping.rowStride <= KEPT_SHARE * limits.maxStorageBufferBindingSize;
  const plan = fits ? keeping : planWith(request, model, mode, false);
  return sizeProblem(plan, limits) ?? plan;
}
