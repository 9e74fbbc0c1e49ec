// Quadratic tasks (tasks/quadratics/source.ts) in Python: the closed forms stand in the script, or are drawn there.

import { type QuadraticTask, quadraticTasks } from '../../tasks/quadratics/source.ts';
import type { quadratics } from '../../tasks/quadratics/spec.ts';
import type { OptionsOf } from '../../tasks/shared/spec.ts';
import type { TaskSetup } from '../../tasks/shared/types.ts';
import { literal, type Python, python } from '../python.ts';

type Options = OptionsOf<typeof quadratics>;

const drawn = ({ dimensions, condition, spread }: Options, taskCount: number): Python => python`
TASKS, DIMENSIONS, CONDITION, SPREAD = ${taskCount}, ${dimensions}, ${condition}, ${spread}


def random_rotation(stream):
    """Random orthonormal columns: Gram and Schmidt, twice for accuracy."""
    q = np.zeros((DIMENSIONS, DIMENSIONS))
    for j in range(DIMENSIONS):
        q[:, j] = stream.normal(DIMENSIONS)
        for k in [*range(j), *range(j)]:
            q[:, j] -= (q[:, j] @ q[:, k]) * q[:, k]
        q[:, j] /= np.sqrt(q[:, j] @ q[:, j])
    return q


def closed_forms(seed):
    """Axes, curvatures and optimum of every task; condition numbers grow from kappa^(1/m) to kappa."""
    for i in range(TASKS):
        stream = Stream(seed, "quadratic", i)
        axes = random_rotation(stream)
        kappa = CONDITION ** ((i + 1) / TASKS)
        curvatures = kappa ** (-np.arange(DIMENSIONS) / max(1, DIMENSIONS - 1))
        yield axes, curvatures, SPREAD * stream.normal(DIMENSIONS)
`;

const fixed = (tasks: readonly QuadraticTask[]): Python => {
  const rows = tasks.map(({ A, c }) => {
    const d = c.length;
    const matrix = Array.from(c, (_, r) => [...A.subarray(r * d, (r + 1) * d)]);
    return `    (${literal(matrix)}, ${literal([...c])}),`;
  });
  return python`
# A and c of every task.
QUADRATICS = [
${rows.join('\n')}
]


def closed_forms(seed):
    """Axes, curvatures and optimum of every task."""
    for matrix, optimum in QUADRATICS:
        curvatures, axes = np.linalg.eigh(np.array(matrix))
        yield axes, curvatures, np.array(optimum)
`;
};

const DRAWS = (noise: number): Python => python`
NOISE = ${noise}


def make_tasks(seed):
    """f(w) = 1/2 (w - c)'A(w - c) as least squares: d examples with rows sqrt(d/2) A^(1/2), targets x c."""
    points = []
    for axes, curvatures, optimum in closed_forms(seed):
        root = axes * np.sqrt(curvatures) @ axes.T
        points.append((np.sqrt(len(optimum) / 2) * root, optimum, axes / np.sqrt(curvatures) @ axes.T))
    return SimpleNamespace(points=points, ambient=np.full(len(points), 1 / len(points)))


def draw_task(tasks, stream, slot, agent, sampling):
    number = pick_task(tasks.ambient, slot, stream.uniform(1)[0], sampling)
    return tasks.points[number], number


def draw_examples(task, stream, side, queries, second):
    """The task's d rows; noise moves the targets so that the gradient's error has variance NOISE^2 / examples."""
    x, optimum, inverse_root = task
    d = len(optimum)
    y = (x @ optimum)[:, None]

    def noisy(stream, count):
        n = NOISE / np.sqrt(max(1, count)) / np.sqrt(d) * stream.normal(d)
        return single(x), single(single(y) - (np.sqrt(d / 2) * inverse_root @ n)[:, None])

    clean = single(x), single(y)
    if NOISE == 0:
        return clean, clean, clean
    return noisy(stream, SHOTS), noisy(side("noise"), queries), clean
`;

/** @param setup of the experiment; tasks that do not depend on its seed stand in the script */
export function quadraticsPart(setup: TaskSetup<Options>): readonly Python[] {
  const { options, taskCount } = setup;
  const drawnFromSeed = options.quadratic === 'random' && options.optima === '';
  return [drawnFromSeed ? drawn(options, taskCount) : fixed(quadraticTasks(setup)), DRAWS(options.noise)];
}
