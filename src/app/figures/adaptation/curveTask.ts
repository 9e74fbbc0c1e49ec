// A one-input regression task as the chart takes it, and the user's own points of it.
import type { AdaptationData, SupportPoint } from '../../../charts/adaptation/adaptationData.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { AdaptationView, OwnRegressionTask, ProbeChoice } from '../../../protocol/views.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import { currentSettings } from '../../state/useExperiment.ts';

/** `own` replaces the support points while the user edits them. */
export function adaptationData(
  view: AdaptationView | null,
  experiment: Experiment,
  at: number,
  own: readonly SupportPoint[] | null,
  shownStep: number | null,
  selected: number,
  resting: boolean,
): AdaptationData {
  const { names, lanes } = currentSettings(experiment, at);
  if (view && view.inputs > 1) return predictedAgainstTrue(view, experiment, at, shownStep);
  const { adaptation: shown } = FAMILIES[experiment.task];
  const grid = view?.queryX ?? new Float32Array();
  const order = ascending(grid);
  const sorted = (values: Float32Array) => (order ? Float32Array.from(order, (i) => values[i]) : values);
  const queries = grid.length;
  const x = sorted(grid);
  const points =
    own ?? Array.from(view?.supportX ?? [], (value, i) => ({ x: value, y: view?.supportY[i] ?? 0 }));
  return {
    x,
    points,
    selected: Math.min(selected, names.length - 1),
    ...(resting && view ? { rest: view.iteration } : {}),
    ...(view && !own && view.queryY.length === queries ? { truth: { x, y: sorted(view.queryY) } } : {}),
    lanes: (view?.lanes ?? [])
      .filter(({ lane }) => lane < names.length)
      .map(({ lane, outputs }) => ({
        lane,
        label: names[lane],
        trained: lanes[lane].innerSteps,
        curves: Array.from({ length: Math.floor(outputs.length / Math.max(1, queries)) }, (_, m) =>
          sorted(outputs.subarray(m * queries, (m + 1) * queries)),
        ),
      })),
    ...(shownStep === null ? {} : { shownStep }),
    truthLabel: view?.axes ? 'measured, joined' : 'the task',
    xLabel: view?.axes?.input ?? 'input x',
    yLabel: view?.axes?.output ?? 'output y',
    ...(queries > 1 || shown.kind !== 'curve' || shown.domain === null ? {} : { xDomain: shown.domain }),
  };
}

/** Several inputs: every query's prediction against its true value; right is on the diagonal. */
function predictedAgainstTrue(
  view: AdaptationView,
  experiment: Experiment,
  at: number,
  shownStep: number | null,
): AdaptationData {
  const { names, lanes } = currentSettings(experiment, at);
  const queries = view.queryY.length;
  const output = view.axes?.output ?? 'output y';
  const ends = Float32Array.of(Math.min(...view.queryY), Math.max(...view.queryY));
  return {
    dots: true,
    x: view.queryY,
    points: [],
    truth: { x: ends, y: ends },
    truthLabel: 'predicted = true',
    lanes: view.lanes
      .filter(({ lane }) => lane < names.length)
      .map(({ lane, outputs }) => ({
        lane,
        label: names[lane],
        trained: lanes[lane].innerSteps,
        curves: Array.from({ length: Math.floor(outputs.length / Math.max(1, queries)) }, (_, m) =>
          outputs.subarray(m * queries, (m + 1) * queries),
        ),
      })),
    ...(shownStep === null ? {} : { shownStep }),
    xLabel: `true ${output}`,
    yLabel: `predicted ${output}`,
  };
}

/** Indices that sort the grid; null if it is sorted already. */
function ascending(grid: Float32Array): number[] | null {
  if (grid.every((value, i) => i === 0 || grid[i - 1] <= value)) return null;
  return Array.from(grid.keys()).sort((a, b) => grid[a] - grid[b]);
}

/** The user's own support points; null where the shown task is drawn from the family. */
export function ownPoints(probe: ProbeChoice): readonly SupportPoint[] | null {
  if (probe.kind !== 'own' || probe.task.kind !== 'regression') return null;
  const { x, y } = probe.task;
  return Array.from(x, (value, i) => ({ x: value, y: y[i] }));
}

export function ownCurveTask(points: readonly SupportPoint[]): OwnRegressionTask {
  return {
    kind: 'regression',
    x: Float32Array.from(points, (p) => p.x),
    y: Float32Array.from(points, (p) => p.y),
  };
}
