// The training loop of a script and its command line.
import { type Python, python } from './python.ts';

export const BATCH: Python = python`
class Batch:
    """Rows that adapt on their own: their tasks' numbers, and support, query and perhaps separate Hessian sets."""

    def __init__(self, ids, support, query, hessian):
        self.ids, self.support, self.query, self.hessian = ids, support, query, hessian


def kept(values):
    """Rounded to 32 bits, as the page keeps models and moments, whatever they are computed in: so that both stay on
    the same path where a ReLU is about to turn on or off."""
    return values.float().to(DTYPE)
`;

/** @param estimates whether the optimiser reads a fresh batch of tasks for its step size */
export function trainingLoop(estimates: boolean): Python {
  const probe = estimates
    ? 'draw_batch(seed, tasks, "step-size", iteration, s.steptasks, 1, STEP_SAMPLING, s.stepshots or QUERIES, 0)'
    : 'None';
  return python`
def train(seed):
    """Yields the training loss of every iteration, before its update."""
    tasks, mask, state = make_tasks(seed), adapted(), {}
    w = torch.stack([launch_model(seed, k if OWN_STARTS else 0) for k in range(MODELS)])
    p = [first_weights(tasks) for _ in range(MODELS)]
    s = SimpleNamespace(**SETTINGS)
    for iteration in itertools.count():
        vars(s).update(EDITS.get(iteration, {}))
        count = len(tasks.ambient) if SAMPLING == "all" else s.batch
        batch = draw_batch(seed, tasks, "train", iteration, count, PAIRS, SAMPLING, QUERIES, SECOND)
        rows = len(batch.ids) // MODELS
        d, losses = directions(w.repeat_interleave(rows, 0), batch, s, mask)
        yield losses.mean().item()
        ids = batch.ids.reshape(MODELS, rows)
        factors = torch.cat([row_factors(weights, own) for weights, own in zip(p, ids)])
        g = kept((factors[:, None] * d).reshape(MODELS, rows, -1).sum(1))
        probe = ${probe}
        phi = kept(outer_step(w, g, state, s, mask, probe))
        p = [next_weights(*each, s) for each in zip(p, losses.reshape(MODELS, rows), ids)]
        w = kept(projected(combined(phi), s))


def main():
    global DTYPE
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("iterations", nargs="?", type=int, default=ITERATIONS)
    parser.add_argument("--dtype", choices=["float64", "float32"], default="float64")
    arguments = parser.parse_args()
    DTYPE = getattr(torch, arguments.dtype)
    limits = None
    for iteration, losses in enumerate(itertools.islice(zip(*map(train, SEEDS)), arguments.iterations)):
        limits = limits or [1e6 * max(1, first) for first in losses]
        mean = sum(losses) / len(losses)
        if math.isfinite(mean):
            print(json.dumps({"iteration": iteration, "trainLoss": mean}), flush=True)
        if not all(one <= limit for one, limit in zip(losses, limits)):
            sys.exit(f"Diverged at iteration {iteration}: the training loss became {mean}.")


if __name__ == "__main__":
    main()
`;
}
