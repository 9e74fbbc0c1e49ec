// The inner loop, over the coordinates that it moves.
import { type Python, python } from '../python.ts';

/** @param proximal whether a proximal term keeps adapted models near the launch model (iMAML) */
export function adaptation(adaptedFrom: number, source: string, proximal: boolean): Python {
  const near = proximal ? ' + s.prox * (w - w0)' : '';
  return python`
# D: 1 for the coordinates that the inner loop moves, those from here on (${source}).
ADAPTED_FROM = ${adaptedFrom}


def adapted():
    """The 0/1 diagonal of D [P]."""
    mask = torch.zeros(PARAMETERS, dtype=DTYPE)
    mask[ADAPTED_FROM:] = 1
    return mask


def adapt(w0, support, s, mask):
    """w_0 ... w_N of the inner loop: w <- w - alpha D grad(f + lambda/2 |D w|^2)(w)${proximal ? ', with the proximal term lambda_p/2 |D(w - w_0)|^2' : ''}."""
    path = [w0]
    for _ in range(s.n):
        w = path[-1]
        path.append(kept(w - s.alpha * mask * (gradient(w, support) + s.l2 * w${near})))
    return path
`;
}
