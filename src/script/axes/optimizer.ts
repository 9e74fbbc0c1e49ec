// How a launch model follows the meta-gradient: one step of all agents, each with its own state.
import { optimizerEntries } from '../../experiment/axes/optimizer.ts';
import { ADAM_EPSILON, type Optimizer } from '../../learner/optimizer.ts';
import { cite, type Python, python } from '../python.ts';

export interface OptimizerPart {
  readonly code: Python;
  /** Reads the batch B′ that estimates its step size. */
  readonly estimates: boolean;
}

const source = (optimizer: Optimizer) => cite(optimizerEntries[optimizer].source);

/** β, or β_φ for the coordinates that the inner loop does not move where it is set (Ji et al. 2022, Algorithm 1). */
const RATES: Python = python`
def rates(s, mask):
    """beta, or beta_phi for coordinates that the inner loop does not move, where it is set."""
    return s.beta * mask + s.betaphi * (1 - mask) if s.betaphi > 0 else s.beta
`;

export const OPTIMIZER_PARTS: Readonly<Record<Optimizer, OptimizerPart>> = {
  sgd: {
    estimates: false,
    code: python`
${RATES}


def outer_step(w, g, state, s, mask, probe):
    """w <- w - beta g (${source('sgd')})."""
    return w - rates(s, mask) * g
`,
  },
  momentum: {
    estimates: false,
    code: python`
${RATES}


def outer_step(w, g, state, s, mask, probe):
    """v <- nu v + g, w <- w - beta v (${source('momentum')})."""
    v = s.momentum * state.get("v", 0) + g
    state["v"] = kept(v)
    return w - rates(s, mask) * state["v"]
`,
  },
  adam: {
    estimates: false,
    code: python`
${RATES}


def outer_step(w, g, state, s, mask, probe):
    """Adam (${source('adam')})."""
    t = state["t"] = state.get("t", 0) + 1
    m = s.beta1 * state.get("m", 0) + (1 - s.beta1) * g
    v = s.beta2 * state.get("v", 0) + (1 - s.beta2) * g**2
    state["m"], state["v"] = kept(m), kept(v)
    rate = rates(s, mask) / (1 - s.beta1**t)
    return w - rate * m / (torch.sqrt(v / (1 - s.beta2**t)) + ${ADAM_EPSILON})
`,
  },
  adaptive: {
    estimates: true,
    code: python`
def outer_step(w, g, state, s, mask, probe):
    """w <- w - c beta(w) g, beta(w) = 1 / (4 L + 2 rho alpha mean |grad f_j(w)|) over B' fresh tasks (${source('adaptive')})."""
    rows = gradient(w.repeat_interleave(len(probe.ids) // len(w), 0), probe.query)
    norms = rows.norm(dim=1).reshape(len(w), -1).mean(1, keepdim=True)
    return w - s.stepscale / (4 * s.smooth + 2 * s.rho * s.alpha * norms) * g
`,
  },
};
