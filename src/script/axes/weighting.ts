// How tasks count in the outer step: the factor of every row, and what becomes of the weights afterwards.
import { type Weighting, weightingEntries } from '../../experiment/axes/weighting.ts';
import { cite, type Python, python } from '../python.ts';

const MIN_MAX = cite(weightingEntries['min-max'].source);

const FACTORS: Python = python`
def row_factors(p, ids):
    """m p_i / (C D) of an agent's rows: with tasks drawn evenly an unbiased estimate of the sum of p_i d_i."""
    return torch.as_tensor(len(p) / len(ids) * p[ids]).to(DTYPE)
`;

/** `apart`: all tasks of a set that is not drawn from evenly are taken, so that rows count by their probability. */
export const WEIGHTING_PARTS: Readonly<Record<Weighting, (apart: boolean) => Python>> = {
  uniform: (apart) =>
    apart
      ? python`
${FACTORS}


def first_weights(tasks):
    return tasks.ambient


def next_weights(p, losses, ids, s):
    """Every task counts by its probability."""
    return p


def projected(w, s):
    return w
`
      : python`
def row_factors(p, ids):
    """Every row counts alike (${cite(weightingEntries.uniform.source)})."""
    return torch.full((len(ids),), 1 / len(ids), dtype=DTYPE)


def first_weights(tasks):
    return None


def next_weights(p, losses, ids, s):
    return p


def projected(w, s):
    return w
`,
  'min-max': () => python`
${FACTORS}


def first_weights(tasks):
    return np.full(len(tasks.ambient), 1 / len(tasks.ambient))


def project_to_simplex(v):
    """The nearest point with p_i >= 0 and sum 1."""
    falling = np.sort(v)[::-1]
    thresholds = (np.cumsum(falling) - 1) / np.arange(1, len(v) + 1)
    point = np.maximum(0, v - thresholds[falling > thresholds][-1])
    return point / point.sum()


def next_weights(p, losses, ids, s):
    """p <- projection of p + eta_p g_p, g_p = m / (C D) times the losses by task (${MIN_MAX})."""
    ascent = np.zeros_like(p)
    np.add.at(ascent, ids, len(p) / len(ids) * losses.double().numpy())
    return project_to_simplex(p + s.etap * ascent)


def projected(w, s):
    """Rows [K, P] on the ball of radius R around 0; R = 0: no ball (equation (10))."""
    if s.ball == 0:
        return w
    norms = w.norm(dim=1, keepdim=True)
    return torch.where(norms > s.ball, w * s.ball / norms, w)
`,
};
