// WGSL of what follows the meta-gradient: the weighted sums per agent, in row order and so always the same
// to the last bit; then either a compact result to read back, or the outer update on the device.
import { ADAM_EPSILON, type Optimizer } from '../../../learner/optimizer.ts';
import type { RowsPlan } from './rowsPlan.ts';

export interface Wants {
  readonly gradient: boolean;
  readonly rowGradients: boolean;
  readonly adapted: boolean;
}

/** Offsets in the compact result. */
export interface ResultLayout {
  readonly gradient: number;
  readonly losses: number;
  readonly rowGradients: number;
  readonly adapted: number;
  readonly trace: number;
  readonly length: number;
}

export function traceFloats(plan: RowsPlan): number {
  return plan.trace
    ? (plan.steps + 1) * plan.examples.query * plan.layers[plan.layers.length - 1].outputs
    : 0;
}

export function resultLayout(plan: RowsPlan, wants: Wants): ResultLayout {
  const gradient = wants.gradient ? plan.agents * plan.parameters : 0;
  const rowFloats = plan.rows * plan.parameters;
  const rowGradients = gradient + plan.rows;
  const adapted = rowGradients + (wants.rowGradients ? rowFloats : 0);
  const trace = adapted + (wants.adapted ? rowFloats : 0);
  return {
    gradient: 0,
    losses: gradient,
    rowGradients,
    adapted,
    trace,
    length: trace + plan.rows * traceFloats(plan),
  };
}

/** Σ over an agent's rows of weight · gradient, coordinate `i` of agent `agent`. */
function weightedSum(plan: RowsPlan): string {
  const { upload, rows, rowStride, gradientAt } = plan;
  return `
fn weighted_sum(agent: i32, i: i32) -> f32 {
  var sum = 0.0;
  for (var r = 0; r < ${rows}; r++) {
    ${plan.agents > 1 ? `if (i32(batch[${upload.agentOfRow} + r]) != agent) { continue; }` : ''}
    sum += batch[${upload.weightOfRow} + r] * scratch[r * ${rowStride} + ${gradientAt} + i];
  }
  return sum;
}`;
}

/** Collects losses, sums and whatever else was asked for into one buffer. */
export function gatherShader(plan: RowsPlan, wants: Wants): string {
  const layout = resultLayout(plan, wants);
  const { parameters, rowStride, start, upload, steps } = plan;
  const traced = traceFloats(plan);
  const lastSlot = plan.weightsAt - start + (plan.keepWeights ? steps * plan.adapted : 0);
  return `${weightedSum(plan)}
fn main(index: i32) {
  // Every binding has to occur in the text: the backend's automatic layout drops the others.
  if (index >= uniforms.outShape) { return; }
  if (index < ${layout.losses}) {
    let agent = index / ${parameters};
    result[index] = weighted_sum(agent, index - agent * ${parameters});
  } else if (index < ${layout.rowGradients}) {
    result[index] = scratch[(index - ${layout.losses}) * ${rowStride}];
  } else if (index < ${layout.adapted}) {
    let at = index - ${layout.rowGradients};
    let r = at / ${parameters};
    result[index] = scratch[r * ${rowStride} + ${plan.gradientAt} + at - r * ${parameters}];
  } else if (index < ${layout.trace}) {
    let at = index - ${layout.adapted};
    let r = at / ${parameters};
    let i = at - r * ${parameters};
    if (i < ${start}) { result[index] = launch[i32(batch[${upload.agentOfRow} + r]) * ${parameters} + i]; }
    else { result[index] = scratch[r * ${rowStride} + ${lastSlot} + i]; }
  } else {
    let at = index - ${layout.trace};
    let r = at / ${Math.max(1, traced)};
    result[index] = scratch[r * ${rowStride} + ${plan.traceAt} + at - r * ${Math.max(1, traced)}];
  }
}`;
}

/** An optimiser as the device runs it. The state holds [parameters | first moments | second moments]. */
export interface DeviceOptimizer {
  /** Names (engine/meta) of the moments in the state's second and third part. */
  readonly moments: readonly string[];
  /** WGSL that sets `next` from the gradient `g` of the parameter at `at`; `size`: floats of the parameters. */
  step(size: number): string;
}

/** What the device knows; null: the update is the host's. */
export const DEVICE_OPTIMIZERS: Readonly<Record<Optimizer, DeviceOptimizer | null>> = {
  sgd: { moments: [], step: () => 'let next = result[at] - uniforms.beta * g;' },
  momentum: {
    moments: ['velocity'],
    step: (size) => `let v = uniforms.momentum * result[${size} + at] + g;
      result[${size} + at] = v;
      let next = result[at] - uniforms.beta * v;`,
  },
  adam: {
    moments: ['first', 'second'],
    step: (size) => `let m = uniforms.beta1 * result[${size} + at] + uniforms.rest1 * g;
      let v = uniforms.beta2 * result[${2 * size} + at] + uniforms.rest2 * g * g;
      result[${size} + at] = m;
      result[${2 * size} + at] = v;
      let next = result[at] - uniforms.beta * (m * uniforms.correction1) / (sqrt(v * uniforms.correction2) + ${ADAM_EPSILON});`,
  },
  adaptive: null,
};

export interface OuterUpdate {
  readonly optimizer: Optimizer;
  /** Combine over the graph after the update: w_k = Σ_l a_lk φ_l, a_lk at [l, k]. */
  readonly combine: boolean;
  /** First float of the ring of losses in the state. */
  readonly ringAt: number;
}

/**
 * The outer update in place on the state [parameters | m | v | losses]: one thread per coordinate does all
 * agents, so that combining needs no second buffer. `correction1/2` are Adam's 1/(1 − β^t), `rest1/2` its 1 − β
 * in double precision. Moments are not combined. @throws for an optimiser that the device does not know
 */
export function outerShader(plan: RowsPlan, update: OuterUpdate): string {
  const { agents, parameters, rows, rowStride, upload } = plan;
  const optimizer = DEVICE_OPTIMIZERS[update.optimizer];
  if (!optimizer) throw new Error(`The device has no outer step for the optimiser "${update.optimizer}".`);
  const step = optimizer.step(agents * parameters);
  return `${weightedSum(plan)}
fn main(index: i32) {
  if (index < ${parameters}) {
    ${update.combine ? `var phi: array<f32, ${agents}>;` : ''}
    for (var k = 0; k < ${agents}; k++) {
      let at = k * ${parameters} + index;
      let g = weighted_sum(k, index);
      ${step}
      ${update.combine ? 'phi[k] = next;' : 'result[at] = next;'}
    }
    ${
      update.combine
        ? `for (var k = 0; k < ${agents}; k++) {
      var sum = 0.0;
      for (var l = 0; l < ${agents}; l++) { sum += batch[${upload.combination} + l * ${agents} + k] * phi[l]; }
      result[k * ${parameters} + index] = sum;
    }`
        : ''
    }
  } else if (index < ${parameters + rows}) {
    let r = index - ${parameters};
    result[${update.ringAt} + uniforms.slot + r] = scratch[r * ${rowStride}];
  }
}`;
}
