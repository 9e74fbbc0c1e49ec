// What the adaptation figure says in words and numbers.

import { formatNumber } from '../../ui/format.ts';
import type { Numbers, Table } from '../core/geometry.ts';
import { type AdaptationData, shownSteps } from './adaptationData.ts';
import { interpolate } from './suggestedPoint.ts';

/** Curves in columns on the grid, then truth, then the support points as rows of their own. */
export function adaptationTable(data: AdaptationData): Table {
  const columns = ['what', data.xLabel ?? 'input x'];
  for (const lane of data.lanes) {
    for (let step = 0; step < lane.curves.length; step++) {
      columns.push(step === 0 ? `${lane.label}, launch model` : `${lane.label}, after ${step}`);
    }
  }
  columns.push('y');
  const blanks = new Array<string>(columns.length - 3).fill('');
  const rows: (number | string)[][] = [];
  for (let i = 0; i < data.x.length; i++) {
    rows.push([
      data.dots ? 'query' : 'curves',
      data.x[i]!,
      ...data.lanes.flatMap((lane) => lane.curves.map((curve) => curve[i] ?? Number.NaN)),
      '',
    ]);
  }
  for (const point of data.points) rows.push(['support point', point.x, ...blanks, point.y]);
  if (data.truth) {
    for (let i = 0; i < data.truth.x.length; i++) {
      rows.push([data.truthLabel ?? 'the task', data.truth.x[i]!, ...blanks, data.truth.y[i]!]);
    }
  }
  return { columns, rows };
}

export function adaptationSummary(data: AdaptationData): string {
  if (data.dots)
    return `${data.yLabel} against ${data.xLabel} of ${data.x.length} queries, ${data.lanes.length} lanes.`;
  const lanes = data.lanes.map((lane) => {
    const steps = shownSteps(data, lane);
    const before = misfit(data, lane.curves[0]);
    const after = misfit(data, lane.curves[steps]);
    if (before === null || after === null) return lane.label;
    return `${lane.label}: mean squared distance from the points ${formatNumber(before)} before and ${formatNumber(after)} after ${steps} inner ${steps === 1 ? 'step' : 'steps'}`;
  });
  const points = `${data.points.length} support ${data.points.length === 1 ? 'point' : 'points'}`;
  return `Regression task with ${points}. ${lanes.length > 0 ? `${lanes.join('; ')}.` : ''}`.trim();
}

function misfit(data: AdaptationData, curve: Numbers | undefined): number | null {
  if (!curve || data.points.length === 0 || data.x.length === 0) return null;
  let sum = 0;
  for (const p of data.points) sum += (interpolate(data.x, curve, p.x) - p.y) ** 2;
  return sum / data.points.length;
}
