// What the meta-gradient does with the Hessian: a function of each value of the switch.
import { curvatureEntries } from '../../experiment/axes/curvature.ts';
import type { Curvature } from '../../learner/rule.ts';
import { cite, type Python, python } from '../python.ts';

export interface CurvaturePart {
  /** Name of the function: rows [R, P] of the meta-gradient from the path w_0 … w_N. */
  readonly name: string;
  readonly code: Python;
}

const source = (curvature: Curvature) => cite(curvatureEntries[curvature].source);

export const CURVATURE_PARTS: Readonly<Record<Curvature, CurvaturePart>> = {
  exact: {
    name: 'exact',
    code: python`
def exact(path, query, second, s, mask):
    """v_N = grad g(w_N), v_m = v_{m+1} - alpha H_m D v_{m+1} (${source('exact')})."""
    v = gradient(path[-1], query)
    for w in reversed(path[:-1]):
        u = mask * v
        v = v - s.alpha * (hessian_product(w, second, u) + s.l2 * u)
    return v
`,
  },
  none: {
    name: 'first_order',
    code: python`
def first_order(path, query, second, s, mask):
    """The Hessian is dropped: grad g(w_N) (${source('none')})."""
    return gradient(path[-1], query)
`,
  },
  'finite-difference': {
    name: 'finite_difference',
    code: python`
def finite_difference(path, query, second, s, mask):
    """H u is [grad f(w + delta u) - grad f(w - delta u)] / (2 delta), u = D v (${source('finite-difference')}).
    With rho_delta > 0, delta = 1 / (6 rho_delta alpha |u|) (Theorem 4.17)."""
    v = gradient(path[-1], query)
    for w in reversed(path[:-1]):
        u = mask * v
        delta = s.delta
        if s.deltarho > 0:
            delta = 1 / (6 * s.deltarho * s.alpha) / u.norm(dim=1, keepdim=True).clamp(min=1e-20)
        difference = gradient(w + delta * u, second) - gradient(w - delta * u, second)
        v = v - s.alpha * (difference / (2 * delta) + s.l2 * u)
    return v
`,
  },
  implicit: {
    name: 'implicit',
    code: python`
def implicit(path, query, second, s, mask):
    """(I + D H D / lambda_p) x = D grad g(w_N) by conjugate gradients from 0 (${source('implicit')})."""
    w, g = path[-1], gradient(path[-1], query)
    tiny = 1e-30

    def dot(a, b):
        return (a * b).sum(1, keepdim=True)

    def system(u):
        return u + mask * (hessian_product(w, second, u) + s.l2 * u) / s.prox

    r = p = mask * g
    x = torch.zeros_like(r)
    for _ in range(s.cg):
        product, squares = system(p), dot(r, r)
        step = squares / (dot(p, product) + tiny)
        x, r = x + step * p, r - step * product
        p = r + dot(r, r) / (squares + tiny) * p
    return x + (1 - mask) * (g - hessian_product(w, second, x) / s.prox)
`,
  },
};
