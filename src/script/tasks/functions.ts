// Families of functions on an interval (tasks/shared/functionTasks.ts) in Python: sinusoids, steps and lines.

import type { OptionsOf } from '../../tasks/shared/spec.ts';
import { parseBands } from '../../tasks/sinusoid/bands.ts';
import type { sinusoid } from '../../tasks/sinusoid/spec.ts';
import { SINUSOID_DOMAIN } from '../../tasks/sinusoid/spec.ts';
import { DOMAIN, type stepsAndLines } from '../../tasks/steps-and-lines/spec.ts';
import { literal, type Python, python } from '../python.ts';

interface FunctionPart {
  readonly domain: readonly [number, number];
  readonly uniforms: number;
  /** `place(numbers, agent, agents)` and `value(task, x)`. */
  readonly code: Python;
  readonly noise: number;
}

/** m fixed functions, or a continuum where m is 0. */
function finiteOrContinuum(uniforms: number, taskCount: number): Python {
  return python`
TASKS = ${taskCount}  # Size of the finite set; 0: a continuum.


def make_tasks(seed):
    """The finite set of tasks, each with its numbers, and their probabilities."""
    points = [Stream(seed, "finite", i).uniform(${uniforms}) for i in range(TASKS)]
    return SimpleNamespace(points=points, ambient=np.full(TASKS, 1 / TASKS) if TASKS else np.empty(0))


def draw_task(tasks, stream, slot, agent, sampling):
    """A task and its number in the finite set (-1: there is none)."""
    numbers = stream.uniform(${uniforms})
    if not TASKS:
        return place(numbers, agent, AGENTS), -1
    number = pick_task(tasks.ambient, slot, numbers[0], sampling)
    return place(tasks.points[number], 0, 1), number
`;
}

function examples({ domain: [low, high], noise }: FunctionPart): Python {
  return python`
NOISE = ${noise}


def draw_examples(task, stream, side, queries, second):
    """Support, query and, where there is one, separate Hessian set of one row, each (inputs, targets)."""

    def points(stream, count):
        x = ${low} + ${high - low} * stream.uniform(count)[:, None]
        return single(x), single(value(task, x))

    def noisy(data, stream):
        x, y = data
        return x, single(y + NOISE * stream.normal(len(y))[:, None]) if NOISE > 0 else y

    support, query = points(stream, SHOTS), points(stream, queries)
    hessian = noisy(points(side("hessian"), second), side("hessian-noise")) if second else None
    return noisy(support, side("noise")), query, hessian
`;
}

const family = (part: FunctionPart, choice: Python): readonly Python[] => [part.code, choice, examples(part)];

/** As parseBands of tasks/sinusoid/bands.ts. */
const BANDS: Python = python`
def make_tasks(seed):
    """Even bands of amplitude and their probabilities (Collins, Mokhtari and Shakkottai 2020): 95x0.1-1.05 is 95 bands;
    a number behind @ is the probability of a part, otherwise it counts as many times as it has bands."""
    parts = [[float(number) for number in re.split("[x@-]", part)] for part in BANDS.split(",")]
    parts = [(int(part[0]), *sorted(part[1:3]), (part[3:] or part[:1])[0]) for part in parts if part[0] > 0]
    points, shares = [], []
    for count, low, high, weight in parts:
        points += [[low + (high - low) * k / count for k in (i, i + 1)] for i in range(count)]
        shares += [weight / count] * count
    return SimpleNamespace(points=points, ambient=np.array(shares) / sum(part[3] for part in parts))


def draw_task(tasks, stream, slot, agent, sampling):
    """A sinusoid of a band, and the band's number."""
    number = pick_task(tasks.ambient, slot, stream.uniform(1)[0], sampling)
    u, v = stream.uniform(2)
    low, high = tasks.points[number]
    return (low + (high - low) * u, PHASES[0] + (PHASES[1] - PHASES[0]) * v), number
`;

export function sinusoidPart(options: OptionsOf<typeof sinusoid>, taskCount: number): readonly Python[] {
  const { amplitudeMin, amplitudeMax, phaseMin, phaseMax, noise } = options;
  const code = python`
AMPLITUDES = ${literal([amplitudeMin, amplitudeMax])}
PHASES = ${literal([phaseMin, phaseMax])}


def place(numbers, agent, agents):
    """Amplitude and phase; agents share the amplitudes evenly (Kayaalp et al. 2020, Section 4.1)."""
    u, v = numbers
    low, high = AMPLITUDES
    return low + (high - low) * (agent + u) / agents, PHASES[0] + (PHASES[1] - PHASES[0]) * v


def value(task, x):
    """a sin(x + phi) (Finn et al. 2017, Section 5.1)."""
    amplitude, phase = task
    return amplitude * np.sin(x + phase)
`;
  const part = { domain: SINUSOID_DOMAIN, uniforms: 2, code, noise };
  if (parseBands(options.bands).length === 0)
    return family(part, finiteOrContinuum(part.uniforms, taskCount));
  return family(part, `BANDS = ${literal(options.bands)}\n\n\n${BANDS}`);
}

export function stepsAndLinesPart(
  { lineShare, slopeMax, jumpMax, offsetMax, noise }: OptionsOf<typeof stepsAndLines>,
  taskCount: number,
): readonly Python[] {
  const code = python`
LINE_SHARE, SLOPE, JUMP, OFFSET, FARTHEST_JUMP = ${lineShare}, ${slopeMax}, ${jumpMax}, ${offsetMax}, 3


def place(numbers, agent, agents):
    """A line (offset, slope) or a step (offset, jump, place); agents split the mixture by kind."""
    kind, size, shift, at = numbers
    offset = OFFSET * (2 * shift - 1)
    if (agent + kind) / agents < LINE_SHARE:
        return offset, SLOPE * (2 * size - 1)
    return offset, JUMP * (2 * size - 1), FARTHEST_JUMP * (2 * at - 1)


def value(task, x):
    if len(task) == 2:
        return task[0] + task[1] * x
    offset, jump, at = task
    return offset + np.where(x < at, -jump, jump) / 2
`;
  const part = { domain: DOMAIN, uniforms: 4, code, noise };
  return family(part, finiteOrContinuum(part.uniforms, taskCount));
}
