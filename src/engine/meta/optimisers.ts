// Outer optimisers on launch models [agents, P], one definition each. Every agent has its own state, which is
// never combined, as in the code published with Kayaalp et al. 2020. In place, no allocation per step.
import { ADAM_EPSILON, type Optimizer, type OptimizerRates } from '../../learner/optimizer.ts';
import { norm } from '../../math/statistics.ts';

/** An optimiser's state by name: counts [agents] and moments [agents, P]. */
export type OptimizerState = Readonly<Record<string, Float32Array | Int32Array>>;

/** Where one agent's row lies in [agents, P]: floats `begin` … `end` − 1. */
export interface AgentRow {
  readonly agent: number;
  readonly begin: number;
  readonly end: number;
}

export function agentRows(agents: number, parameters: number): AgentRow[] {
  return Array.from({ length: agents }, (_, agent) => ({
    agent,
    begin: agent * parameters,
    end: (agent + 1) * parameters,
  }));
}

/** The first floats of every row, with a step size of their own (β_φ of Ji et al. 2022, Algorithm 1). */
export interface BodyStep {
  readonly floats: number;
  readonly stepSize: number;
}

export interface OptimizerDefinition<State extends OptimizerState = OptimizerState> {
  init(agents: number, parameters: number): State;
  /** One step of one agent on its row of launch [agents, P] along its row of gradient [agents, P]. */
  update(
    state: State,
    row: AgentRow,
    launch: Float32Array,
    gradient: Float32Array,
    stepSize: number,
    rates: OptimizerRates,
    body?: BodyStep,
  ): void;
  /** Copies by name. */
  save(state: State): OptimizerState;
  /** Takes saved arrays over, in place. @throws where one is missing or of another length. */
  restore(state: State, saved: OptimizerState): void;
}

const byName = {
  save: (state: OptimizerState): OptimizerState =>
    Object.fromEntries(Object.entries(state).map(([name, values]) => [name, values.slice()])),
  restore(state: OptimizerState, saved: OptimizerState): void {
    for (const [name, values] of Object.entries(state)) {
      const length = saved[name]?.length ?? 0;
      if (length !== values.length)
        throw new Error(`The checkpoint has ${length} values of "${name}", the optimiser ${values.length}.`);
      values.set(saved[name]);
    }
  },
};

const NO_BODY: BodyStep = { floats: 0, stepSize: 0 };

/** w − β g. */
const sgd: OptimizerDefinition = {
  ...byName,
  init: () => ({}),
  update(_, { begin, end }, launch, gradient, stepSize, __, body = NO_BODY) {
    const bodyEnd = begin + body.floats;
    for (let i = begin; i < end; i++) launch[i] -= (i < bodyEnd ? body.stepSize : stepSize) * gradient[i];
  },
};

/** The heavy ball of Polyak 1964: v ← ν v + g, w ← w − β v. */
const momentum: OptimizerDefinition<{ velocity: Float32Array }> = {
  ...byName,
  init: (agents, parameters) => ({ velocity: new Float32Array(agents * parameters) }),
  update({ velocity }, { begin, end }, launch, gradient, stepSize, rates, body = NO_BODY) {
    const bodyEnd = begin + body.floats;
    for (let i = begin; i < end; i++) {
      velocity[i] = rates.momentum * velocity[i] + gradient[i];
      launch[i] -= (i < bodyEnd ? body.stepSize : stepSize) * velocity[i];
    }
  },
};

/** Kingma & Ba 2015, Algorithm 1; `steps` are those taken by each agent. */
const adam: OptimizerDefinition<{ steps: Int32Array; first: Float32Array; second: Float32Array }> = {
  ...byName,
  init: (agents, parameters) => ({
    steps: new Int32Array(agents),
    first: new Float32Array(agents * parameters),
    second: new Float32Array(agents * parameters),
  }),
  update(state, { agent, begin, end }, launch, gradient, stepSize, { beta1, beta2 }, body = NO_BODY) {
    const { steps, first, second } = state;
    const t = ++steps[agent];
    const scale = stepSize / (1 - beta1 ** t);
    const bodyScale = body.stepSize / (1 - beta1 ** t);
    const bodyEnd = begin + body.floats;
    const correction = 1 / (1 - beta2 ** t);
    for (let i = begin; i < end; i++) {
      const g = gradient[i];
      const m = beta1 * first[i] + (1 - beta1) * g;
      const v = beta2 * second[i] + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      launch[i] -= ((i < bodyEnd ? bodyScale : scale) * m) / (Math.sqrt(v * correction) + ADAM_EPSILON);
    }
  },
};

export const OPTIMISERS: Readonly<Record<Optimizer, OptimizerDefinition>> = {
  sgd,
  momentum,
  adam,
  // Its step size comes from `adaptiveStepSize`.
  adaptive: sgd,
};

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
    total += norm(rowGradients.subarray(r * parameters, (r + 1) * parameters));
  }
  const { smoothness, hessianLipschitz, alpha, scale } = rule;
  return scale / (4 * smoothness + (2 * hessianLipschitz * alpha * total) / count);
}
