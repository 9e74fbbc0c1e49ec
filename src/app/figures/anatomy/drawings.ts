// What each phase of an iteration is drawn as: the task's curve where it is one, directions, or numbers over a scale.
import type { AdaptationData } from '../../../charts/adaptation/adaptationData.ts';
import type { DirectionsData } from '../../../charts/anatomy/directionsData.ts';
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import type { AnatomyCurve, AnatomyView } from '../../../protocol/anatomy.ts';
import { namedDirections, type Phase, type Place } from './phases.ts';

export type Drawing =
  | { readonly kind: 'lines'; readonly data: LineChartData }
  | { readonly kind: 'curve'; readonly data: AdaptationData }
  | { readonly kind: 'directions'; readonly data: DirectionsData };

export interface Shown {
  readonly view: AnatomyView;
  readonly settings: LaneSettings;
  /** The lane's name and index. */
  readonly name: string;
  readonly lane: number;
}

type Draw = (shown: Shown, at: number) => Drawing;

const counting = (length: number, from = 0) => Array.from({ length }, (_, i) => from + i);

function lines(
  shown: Shown,
  title: string,
  axes: { readonly x: string; readonly y: string; readonly from?: number; readonly zero?: boolean },
  values: readonly (Omit<LineSeries, 'id' | 'lane' | 'x' | 'dots'> & { readonly dots?: boolean })[],
): Drawing {
  const length = Math.max(1, ...values.map(({ y }) => y.length));
  const x = counting(length, axes.from);
  return {
    kind: 'lines',
    data: {
      title,
      xLabel: axes.x,
      yLabel: axes.y,
      yScale: 'linear',
      wholeX: true,
      includeZero: axes.zero ?? true,
      series: values.map((one) => ({ dots: true, ...one, id: one.label, lane: shown.lane, x })),
    },
  };
}

/** The fit [steps, points] after so many steps. */
const fitAfter = ({ x }: AnatomyCurve, fits: Float32Array, step: number) =>
  fits.subarray(step * x.length, (step + 1) * x.length);

/** Fits from faint to strong, the last one in full. */
function curve({ lane }: Shown, task: AnatomyCurve, label: string, curves: readonly Float32Array[]): Drawing {
  return {
    kind: 'curve',
    data: {
      x: task.x,
      truth: { x: task.x, y: task.truth },
      points: Array.from(task.supportX, (x, i) => ({ x, y: task.supportY[i] })),
      lanes: [{ lane, label, curves, trained: curves.length - 1 }],
      yLabel: 'output y',
    },
  };
}

/** Losses of the followed task after each inner step, up to one of them. */
function stepLosses(shown: Shown, upTo: number): Drawing {
  const { inner } = shown.view;
  const so = inner.slice(0, upTo + 1);
  return lines(shown, 'Losses of the followed task', { x: 'inner steps', y: 'loss' }, [
    { label: 'support', y: so.map(({ supportLoss }) => supportLoss), weight: 'thin', named: true },
    { label: 'query', y: so.map(({ queryLoss }) => queryLoss), emphasis: upTo },
  ]);
}

/** The followed task before the iteration and after it, after so many inner steps. */
function beforeAndAfter(shown: Shown, step: number): Drawing {
  const { curve: task, inner, next } = shown.view;
  if (task)
    return curve(shown, task, 'before (faint) and after', [
      fitAfter(task, task.before, step),
      fitAfter(task, task.after, step),
    ]);
  return lines(shown, 'Query loss of the followed task', { x: 'inner steps', y: 'query loss' }, [
    { label: 'before', y: inner.map(({ queryLoss }) => queryLoss), weight: 'thin', named: true },
    { label: 'after', y: next, emphasis: step },
  ]);
}

const DRAW: Readonly<Record<Phase, Draw>> = {
  tasks: (shown) => {
    const { tasks, row } = shown.view;
    return lines(
      shown,
      'Query loss of the drawn tasks',
      { x: 'task of the batch', y: 'query loss', from: 1 },
      [
        {
          label: 'before adapting',
          y: tasks.map(({ before }) => before),
          weight: 'thin',
          named: true,
        },
        { label: 'after', y: tasks.map(({ after }) => after), emphasis: row + 1 },
      ],
    );
  },
  inner: (shown, at) => {
    const { curve: task } = shown.view;
    if (!task) return stepLosses(shown, at + 1);
    const fits = counting(at + 2).map((step) => fitAfter(task, task.before, step));
    return curve(shown, task, `${shown.name}, after step ${at + 1}`, fits);
  },
  query: (shown) => stepLosses(shown, shown.view.inner.length - 1),
  backward: ({ view, name, lane, settings }) => {
    const directions = namedDirections(view, name, settings);
    const label = 'dashed between the tips: what the Hessian adds';
    return {
      kind: 'directions',
      data: { lane, directions, between: { from: 'none', to: 'exact', label } },
    };
  },
  weights: (shown) => {
    const { weightsBefore, weightsAfter } = shown.view;
    return lines(shown, 'Task weights', { x: 'task', y: 'p', from: 1 }, [
      { label: 'before', y: weightsBefore, weight: 'thin', named: true },
      { label: 'after', y: weightsAfter },
    ]);
  },
  outer: (shown) => beforeAndAfter(shown, 0),
  combine: (shown) => {
    const { agents } = shown.view;
    return lines(shown, 'Distance from the centroid', { x: 'agent', y: 'distance', from: 1 }, [
      { label: 'before', y: agents.map(({ apart }) => apart), weight: 'thin', named: true },
      { label: 'after', y: agents.map(({ together }) => together) },
    ]);
  },
  after: (shown) => beforeAndAfter(shown, shown.view.inner.length - 1),
};

export function drawingOf(shown: Shown, { phase, at }: Place): Drawing {
  return DRAW[phase](shown, at);
}
