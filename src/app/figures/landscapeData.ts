// What the landscape draws: the worker's grid for any model, or, for plane quadratics, everything in closed form
// with only the lanes' paths from the worker.
import type { LandscapeData, LandscapeMark } from '../../charts/landscapeLayout.ts';
import { type OwnQuadratic, ownQuadraticOf, parseOwnQuadratics } from '../../experiment/ownQuadratics.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import type { Experiment, LaneSettings } from '../../experiment/types.ts';
import { summarize } from '../../math/quadratics.ts';
import type { LandscapeView } from '../../protocol/messages.ts';
import { type QuadraticTask, quadraticTasks } from '../../tasks/quadratics.ts';
import { laneNames } from '../commands.ts';
import { axesOf, innerPath, planeLosses } from './quadraticPlane.ts';

const RESOLUTION = 61;

/** The tasks of plane quadratics; null for any other experiment. */
export function planeTasks(experiment: Experiment): readonly QuadraticTask[] | null {
  if (experiment.task !== 'quadratics') return null;
  const tasks = quadraticTasks(experiment);
  return tasks[0]?.c.length === 2 ? tasks : null;
}

/** Half-width that holds every task's optimum and the origin. */
export function quadraticReach(tasks: readonly QuadraticTask[]): number {
  return Math.ceil(1.4 * Math.max(1, ...tasks.flatMap(({ c }) => Array.from(c, Math.abs))));
}

/** Minimiser of F, of the plain average, and FO-MAML's stopping point; none where they are not unique. */
export function restingPoints(
  tasks: readonly QuadraticTask[],
  { alpha, innerSteps }: Pick<LaneSettings, 'alpha' | 'innerSteps'>,
): LandscapeMark[] {
  try {
    const points = summarize({ tasks, alpha, innerSteps });
    const mark = ([x, y]: number[], label: string, kind: LandscapeMark['kind']) => ({ x, y, label, kind });
    return [
      mark(points.mamlMinimizer, 'minimiser of F', 'minimiser'),
      mark(points.ermMinimizer, 'minimiser of the average', 'average'),
      mark(points.firstOrderFixedPoint, 'FO-MAML stops', 'stopping'),
    ];
  } catch {
    return [];
  }
}

function pathsOf(view: LandscapeView | null, experiment: Experiment): LandscapeData['paths'] {
  const names = laneNames(experiment);
  return (view?.paths ?? []).flatMap((points, lane) =>
    names[lane] ? [{ lane, label: names[lane], points }] : [],
  );
}

/** The tasks with their axes: as the user wrote them, else those of their matrices. */
export function ownTasks(experiment: Experiment, tasks: readonly QuadraticTask[]): OwnQuadratic[] {
  const written = parseOwnQuadratics(experiment.options.optima);
  return written.length > 0 ? written : tasks.map(({ A, c }) => ownQuadraticOf(A, c));
}

/** Plane quadratics. The tasks may differ from the running ones while one is dragged. */
export function exactLandscape(
  experiment: Experiment,
  view: LandscapeView | null,
  lane: number,
  reach: number,
): LandscapeData {
  const settings = resolveLane(experiment, lane, Number.POSITIVE_INFINITY);
  const tasks = planeTasks(experiment) ?? [];
  const paths = pathsOf(view, experiment);
  const mine = paths.find((path) => path.lane === lane)?.points;
  const n = mine?.length ?? 0;
  const launch = n >= 2 ? ([mine?.[n - 2] ?? 0, mine?.[n - 1] ?? 0] as const) : null;
  return {
    extent: [-reach, reach],
    resolution: RESOLUTION,
    ...planeLosses(tasks, settings, reach, RESOLUTION),
    paths,
    arrows: launch ? tasks.map((task) => ({ lane, points: innerPath(task, settings, launch) })) : [],
    marks: restingPoints(tasks, settings),
    optima: ownTasks(experiment, tasks).map((task, i) => ({
      x: task.x,
      y: task.y,
      label: `task ${i + 1}`,
      axes: axesOf(task),
    })),
    xLabel: 'w₁',
    yLabel: 'w₂',
  };
}

/** Any model, in the plane that the worker was asked for. */
export function computedLandscape(view: LandscapeView, experiment: Experiment, lane: number): LandscapeData {
  const arrows = view.innerSteps
    .filter((one) => one.lane === lane)
    .flatMap(({ tasks, steps, points }) =>
      Array.from({ length: tasks }, (_, t) => ({
        lane,
        points: points.subarray(t * (steps + 1) * 2, (t + 1) * (steps + 1) * 2),
      })),
    );
  return {
    extent: view.extent,
    resolution: view.resolution,
    metaLoss: view.metaLoss,
    taskLoss: view.taskLoss,
    paths: pathsOf(view, experiment),
    arrows,
    marks: [],
    xLabel: 'first direction',
    yLabel: 'second direction',
  };
}

/** Half-width of a plane that shows where the lanes are now, with room around them. */
export function reachOfPaths(view: LandscapeView): number {
  const ends = view.paths.flatMap((points) => Array.from(points.slice(-2), Math.abs));
  const far = Math.max(0, ...ends.filter(Number.isFinite));
  return far > 0 ? 1.5 * far : 2;
}
