// What a series chart says in words and numbers: the table behind it, a summary, and the values at one x.

import { formatNumber } from '../../ui/format.ts';
import { nearestIndex, type Table } from '../core/geometry.ts';
import { type LineChartData, type LineSeries, seriesLength } from './lineData.ts';

/** Every drawn value in full precision: one row per x where series share x values, else series, x, y rows. */
export function lineTable(data: LineChartData): Table {
  return data.sharedX === false ? longTable(data) : wideTable(data);
}

function longTable(data: LineChartData): Table {
  const rows: (number | string)[][] = [];
  const banded = data.series.some((s) => s.band);
  for (const series of data.series) {
    for (let i = 0; i < seriesLength(series); i++) {
      const row: (number | string)[] = [series.label, series.x[i]!, series.y[i]!];
      if (banded) row.push(series.band?.low[i] ?? '', series.band?.high[i] ?? '');
      rows.push(row);
    }
  }
  return {
    columns: ['series', data.xLabel, data.yLabel || data.title, ...(banded ? ['low', 'high'] : [])],
    rows,
  };
}

function wideTable(data: LineChartData): Table {
  const columns = [data.xLabel];
  const getters: { series: LineSeries; column: (i: number) => number }[] = [];
  for (const series of data.series) {
    columns.push(series.label);
    getters.push({ series, column: (i) => series.y[i]! });
    const band = series.band;
    if (!band) continue;
    columns.push(`${series.label} (low)`, `${series.label} (high)`);
    getters.push({ series, column: (i) => band.low[i]! }, { series, column: (i) => band.high[i]! });
  }
  const byX = new Map<number, (number | string)[]>();
  getters.forEach(({ series, column }, k) => {
    for (let i = 0; i < seriesLength(series); i++) {
      const at = series.x[i]!;
      let row = byX.get(at);
      if (!row) {
        row = [at, ...new Array<string>(getters.length).fill('')];
        byX.set(at, row);
      }
      row[k + 1] = column(i);
    }
  });
  return { columns, rows: [...byX.values()].sort((a, b) => Number(a[0]) - Number(b[0])) };
}

/** One or two sentences for readers who do not see the drawing. */
export function lineSummary(data: LineChartData): string {
  const parts = data.series
    .filter((s) => (s.weight ?? 'strong') !== 'faint')
    .map((series) => {
      const first = endValue(series, 1);
      const last = endValue(series, -1);
      if (first < 0 || last < 0) return `${series.label}: no values yet`;
      if (first === last) return `${series.label}: ${formatNumber(series.y[first]!)}`;
      return `${series.label}: from ${formatNumber(series.y[first]!)} at ${formatNumber(series.x[first]!)} to ${formatNumber(series.y[last]!)} at ${formatNumber(series.x[last]!)}`;
    });
  const axes = `${data.title} over ${data.xLabel}${data.yScale === 'log' ? ', logarithmic' : ''}`;
  return `${axes}. ${parts.length > 0 ? parts.join('; ') : 'No values yet'}.`;
}

function endValue(series: LineSeries, step: 1 | -1): number {
  const length = seriesLength(series);
  for (let i = step === 1 ? 0 : length - 1; i >= 0 && i < length; i += step) {
    if (Number.isFinite(series.y[i]!)) return i;
  }
  return -1;
}

export interface Reading {
  readonly x: number;
  readonly values: readonly {
    readonly id: string;
    readonly label: string;
    readonly lane: number;
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly x: number;
  }[];
}

/** The exact values of every series at the points nearest to x; null without points. */
export function readingAt(data: LineChartData, x: number): Reading | null {
  const values: Reading['values'][number][] = [];
  let best = Number.NaN;
  for (const series of data.series) {
    const i = nearestIndex(series.x, seriesLength(series), x);
    if (i < 0) continue;
    const at = series.x[i]!;
    if (!(Math.abs(at - x) >= Math.abs(best - x))) best = at;
    values.push({
      id: series.id,
      label: series.label,
      lane: series.lane,
      value: series.y[i]!,
      low: series.band ? (series.band.low[i] ?? null) : null,
      high: series.band ? (series.band.high[i] ?? null) : null,
      x: at,
    });
  }
  return values.length > 0 ? { x: best, values } : null;
}

/** The next x that has a point, `step` points on, for reading by keyboard: along the longest series. */
export function stepReading(data: LineChartData, x: number, step: number): number {
  let longest: LineSeries | null = null;
  for (const s of data.series) if (!longest || seriesLength(s) > seriesLength(longest)) longest = s;
  if (!longest) return x;
  const length = seriesLength(longest);
  const i = nearestIndex(longest.x, length, x);
  if (i < 0) return x;
  return longest.x[Math.min(Math.max(i + step, 0), length - 1)]!;
}
