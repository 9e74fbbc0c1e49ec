// What the outer step follows: the gradient through the adaptation, or one of the baselines. Each gives the direction
// and the training loss of every row.
import { baselineEntries } from '../../experiment/axes/baseline.ts';
import type { Baseline, Curvature } from '../../learner/rule.ts';
import { cite, type Python, python } from '../python.ts';
import { CURVATURE_PARTS } from './curvature.ts';

const source = (baseline: Baseline) => cite(baselineEntries[baseline].source);

function throughAdaptation(curvatures: readonly Curvature[]): Python {
  const parts = curvatures.map((curvature) => CURVATURE_PARTS[curvature]);
  const table = curvatures.map((curvature, i) => `"${curvature}": ${parts[i].name}`).join(', ');
  return python`
${parts.map(({ code }) => code).join('\n\n\n')}


CURVATURES = {${table}}


def directions(w0, batch, s, mask):
    """The meta-gradient of each row, and its query loss after adaptation (${source('none')})."""
    path = adapt(w0, batch.support, s, mask)
    second = batch.hessian or batch.support
    return CURVATURES[s.curvature](path, batch.query, second, s, mask), loss(path[-1], batch.query)
`;
}

export const BASELINE_PARTS: Readonly<Record<Baseline, (curvatures: readonly Curvature[]) => Python>> = {
  none: throughAdaptation,
  reptile: () => python`
def directions(w0, batch, s, mask):
    """(w - w_N) / alpha of each row, and its query loss after adaptation (${source('reptile')})."""
    path = adapt(w0, batch.support, s, mask)
    return (w0 - path[-1]) / s.alpha, loss(path[-1], batch.query)
`,
  joint: () => python`
def directions(w0, batch, s, mask):
    """Gradient and loss without adaptation, over support and query examples together (${source('joint')})."""
    together = [torch.cat(both, 1) for both in zip(batch.support, batch.query)]
    return gradient(w0, together), loss(w0, together)
`,
};
