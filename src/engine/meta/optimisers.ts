// Outer optimisers on launch models [agents, P]. Every agent has its own state, which is never combined
// (Kayaalp et al. 2020). In place, no allocation per step.

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** `adaptive` steps like `sgd`; its step size comes from `adaptiveStepSize`. */
export type OptimizerName = 'sgd' | 'adam' | 'adaptive';

export interface OptimizerState {
  readonly kind: OptimizerName;
  readonly agents: number;
  readonly parameters: number;
  /** Steps taken by each agent. */
  readonly steps: Int32Array;
  /** Adam's moments [agents, P]; empty for the others. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export function createOptimizer(kind: OptimizerName, agents: number, parameters: number): OptimizerState {
  const length = kind === 'adam' ? agents * parameters : 0;
  return {
    kind,
    agents,
    parameters,
    steps: new Int32Array(agents),
    first: new Float32Array(length),
    second: new Float32Array(length),
  };
}

function adamStep(
  state: OptimizerState,
  agent: number,
  launch: Float32Array,
  gradient: Float32Array,
  stepSize: number,
): void {
  const { beta1, beta2, epsilon } = ADAM;
  const { first, second, parameters } = state;
  const t = state.steps[agent];
  const scale = stepSize / (1 - beta1 ** t);
  const correction = 1 / (1 - beta2 ** t);
  const end = (agent + 1) * parameters;
  for (let i = agent * parameters; i < end; i++) {
    const g = gradient[i];
    const m = beta1 * first[i] + (1 - beta1) * g;
    const v = beta2 * second[i] + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    launch[i] -= (scale * m) / (Math.sqrt(v * correction) + epsilon);
  }
}

/** One step of one agent on its row of launch [agents, P] along its row of gradient [agents, P]. */
export function descendAgent(
  state: OptimizerState,
  agent: number,
  launch: Float32Array,
  gradient: Float32Array,
  stepSize: number,
): void {
  state.steps[agent]++;
  if (state.kind === 'adam') {
    adamStep(state, agent, launch, gradient, stepSize);
    return;
  }
  const end = (agent + 1) * state.parameters;
  for (let i = agent * state.parameters; i < end; i++) launch[i] -= stepSize * gradient[i];
}

/** One step of every agent with the same step size. */
export function descend(
  state: OptimizerState,
  launch: Float32Array,
  gradient: Float32Array,
  stepSize: number,
): void {
  for (let agent = 0; agent < state.agents; agent++) {
    descendAgent(state, agent, launch, gradient, stepSize);
  }
}

export interface StepSizeRule {
  /** L: smoothness of the task losses. */
  readonly smoothness: number;
  /** ρ: Lipschitz constant of their Hessians. */
  readonly hessianLipschitz: number;
  readonly alpha: number;
  /** c of β_k = c · β̃(w_k): 1/12 for MAML, 1/18 for FO-MAML, 1/25 for HF-MAML in the theorems. */
  readonly scale: number;
}

/**
 * c · β̃(w), β̃(w) = 1 / (4L + 2ρα · mean ‖∇f_j(w)‖) over the rows first … first + count − 1, Fallah et al.
 * 2020, equation (17). `rowGradients` [rows, P] are the plain gradients at w of the fresh batch B'.
 */
export function adaptiveStepSize(
  rule: StepSizeRule,
  rowGradients: Float32Array,
  parameters: number,
  first: number,
  count: number,
): number {
  let total = 0;
  for (let r = first; r < first + count; r++) {
    let squares = 0;
    for (let i = r * parameters; i < (r + 1) * parameters; i++) squares += rowGradients[i] * rowGradients[i];
    total += Math.sqrt(squares);
  }
  const { smoothness, hessianLipschitz, alpha, scale } = rule;
  return scale / (4 * smoothness + (2 * hessianLipschitz * alpha * total) / count);
}
