// What the landscape draws: the worker's grid for any model, or, for plane quadratics, everything in closed form
// with only the lanes' paths from the worker.
import type { LandscapeData } from '../../../charts/landscape/landscapeData.ts';
import { innerLoopOf } from '../../../experiment/closedForms.ts';
import { laneNames, resolveLane } from '../../../experiment/resolve.ts';
import { taskSetup } from '../../../experiment/taskSetup.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { extremes } from '../../../math/statistics.ts';
import type { LandscapeView } from '../../../protocol/views.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import { type OwnQuadratic, ownQuadraticOf, parseOwnQuadratics } from '../../../tasks/quadratics/own.ts';
import { type QuadraticTask, quadraticTasks } from '../../../tasks/quadratics/source.ts';
import { formatCount, formatSetting } from '../../../ui/format.ts';
import { axesOf, innerPath, planeLosses } from './quadraticPlane.ts';
import { restingPoints } from './restingPoints.ts';

const RESOLUTION = 61;

/** The tasks of plane quadratics; null for any other experiment. */
export function planeTasks(experiment: Experiment): readonly QuadraticTask[] | null {
  if (FAMILIES[experiment.task].problem !== 'quadratic') return null;
  const tasks = quadraticTasks(taskSetup(experiment));
  return tasks[0]?.c.length === 2 ? tasks : null;
}

/** Half-width that holds every task's optimum and the origin. */
export function quadraticReach(tasks: readonly QuadraticTask[]): number {
  return Math.ceil(1.4 * Math.max(1, extremes(tasks.flatMap(({ c }) => Array.from(c, Math.abs)))[1]));
}

function pathsOf(view: LandscapeView | null, experiment: Experiment): LandscapeData['paths'] {
  const names = laneNames(experiment);
  return (view?.paths ?? []).flatMap((path, lane) =>
    names[lane] ? [{ lane, label: names[lane], ...path }] : [],
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
  const loop = innerLoopOf(resolveLane(experiment, lane, Number.POSITIVE_INFINITY));
  const tasks = planeTasks(experiment) ?? [];
  const paths = pathsOf(view, experiment);
  const mine = paths.find((path) => path.lane === lane)?.points;
  const n = mine?.length ?? 0;
  const launch = n >= 2 ? ([mine?.[n - 2] ?? 0, mine?.[n - 1] ?? 0] as const) : null;
  return {
    extent: [-reach, reach],
    resolution: RESOLUTION,
    ...planeLosses(tasks, loop, reach, RESOLUTION),
    paths,
    arrows: launch ? tasks.map((task) => ({ lane, points: innerPath(task, loop, launch) })) : [],
    marks: restingPoints(experiment, tasks, lane),
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

/** What 1 on the axes is. */
const UNITS = {
  coordinates: '',
  filters: ' (filter lengths)',
  models: ' (distance in w)',
} as const;

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
    extent: [-view.halfWidth, view.halfWidth],
    center: view.center,
    resolution: view.resolution,
    metaLoss: view.metaLoss,
    taskLoss: view.taskLoss,
    paths: pathsOf(view, experiment),
    arrows,
    marks: [],
    xLabel: `first direction${UNITS[view.basis]}`,
    yLabel: `second direction${UNITS[view.basis]}`,
  };
}

/** What a computed landscape is, in words: where, of how many tasks, how fine, and how far paths lie off it. */
export function landscapeNote(view: LandscapeView, lane: number): string {
  const count = (value: number, noun: string) => `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
  const { around, iteration, request, basis } = view;
  const off = view.paths[lane]?.off ?? new Float32Array(0);
  const farthest = off.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : a), 0);
  const parts = [
    around === iteration
      ? `At iteration ${formatCount(iteration)}`
      : `Around the last finite model (iteration ${formatCount(around)})`,
    `mean of ${count(view.tasks, 'test task')}`,
    `${view.resolution} × ${view.resolution} points`,
  ];
  if (basis === 'filters' && request.plane.kind !== 'random')
    parts.push('the models of this plane are one point so far, so its directions are random');
  if (farthest > 0)
    parts.push(`the path lies up to ${formatSetting(Number(farthest.toPrecision(2)))} off the plane`);
  return `${parts.join('; ')}.`;
}
