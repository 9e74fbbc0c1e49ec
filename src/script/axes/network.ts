// Who shares launch models with whom: the combination after each agent's own step.
import { type Network, networkEntries } from '../../experiment/axes/network.ts';
import type { Edge } from '../../math/graphs.ts';
import { cite, literal, type Python, python } from '../python.ts';

const source = (network: Network) => cite(networkEntries[network].source);

const ALONE = (network: Network): Python => python`
def combined(phi):
    """Nothing is combined (${source(network)})."""
    return phi
`;

export const NETWORK_PARTS: Readonly<Record<Network, (edges: readonly Edge[]) => Python>> = {
  single: () => ALONE('single'),
  'one-processor': () => ALONE('one-processor'),
  'non-cooperative': () => ALONE('non-cooperative'),
  centralized: () => python`
def combined(phi):
    """Every agent takes the mean of all (${source('centralized')})."""
    return phi.mean(0, keepdim=True).repeat(len(phi), 1)
`,
  diffusion: (edges) => python`
EDGES = ${literal(edges.map((edge) => [...edge]))}


def metropolis(agents):
    """a_lk = 1 / max(n_l, n_k) for neighbours, n counting the agent itself (Kayaalp, Vlaski and Sayed 2020, eq. (15))."""
    a = np.zeros((agents, agents))
    for i, j in EDGES:
        a[i, j] = a[j, i] = 1
    n = 1 + a.sum(1)
    a = a / np.maximum(n[:, None], n[None, :])
    return torch.as_tensor(a + np.diag(1 - a.sum(1))).to(DTYPE)


def combined(phi):
    """w_k = sum_l a_lk phi_l (${source('diffusion')})."""
    return metropolis(len(phi)).T @ phi
`,
};
