// How a script's batches come to be: which stream belongs to what (tasks/shared/streams.ts), how a task of a finite set
// is picked (tasks/shared/finite.ts), and the rows of all agents as tensors.
import { type Python, python } from '../python.ts';

export const DRAWS: Python = python`
def pick_task(ambient, slot, u, sampling):
    """The task of a slot from u in [0, 1): of all in turn, evenly, or by their probabilities."""
    if sampling == "all":
        return slot % len(ambient)
    if sampling == "uniform":
        return int(u * len(ambient))
    rest = u
    for task, probability in enumerate(ambient):
        rest -= probability
        if rest < 0:
            return task
    return max(np.flatnonzero(ambient), default=0)


def single(values):
    """Rounded to 32 bits, as the page keeps its examples."""
    return np.asarray(values, np.float32)


def draw_batch(seed, tasks, purpose, iteration, count, pairs, sampling, queries, second):
    """Rows of all agents: agent after agent, task after task, pair after pair. Streams are keyed by what they are for,
    so that drawing more of one thing never changes another."""
    rows = []
    for agent in range(AGENTS):
        for slot in range(count):
            key = (purpose, iteration, agent, slot)
            stream = Stream(seed, *key)
            task, number = draw_task(tasks, stream, slot, agent, sampling)
            for pair in range(pairs):
                if pair > 0:
                    stream = Stream(seed, *key, pair)
                side = lambda kind: Stream(seed, *key, pair, kind)
                rows.append((number, *draw_examples(task, stream, side, queries, second)))
    numbers, support, query, hessian = zip(*rows)
    return Batch(np.array(numbers), tensors(support), tensors(query), tensors(hessian) if second else None)


def tensors(sets):
    """Inputs [R, n, in] and targets [R, n, out] of all rows."""
    return tuple(torch.as_tensor(np.stack(arrays)).to(DTYPE) for arrays in zip(*sets))
`;
