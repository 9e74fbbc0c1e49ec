// What the landscape says in words and numbers.

import { formatNumber } from '../../ui/format.ts';
import type { Table } from '../core/geometry.ts';
import { extent } from '../core/scales.ts';
import type { LandscapeData } from './landscapeData.ts';

/** Paths, inner steps, marks and optima point by point, then the grid of F. */
export function landscapeTable(data: LandscapeData): Table {
  const rows: (number | string)[][] = [];
  const known = data.paths.some((path) => path.iterations || path.off);
  const row = (what: string, index: number | string, x: number, y: number, loss: number | string = '') =>
    rows.push([what, index, x, y, loss, ...(known ? ['', ''] : [])]);
  for (const mark of data.marks) row(mark.label, '', mark.x, mark.y);
  for (const optimum of data.optima ?? []) row(optimum.label, '', optimum.x, optimum.y);
  for (const { label, points, iterations, off } of data.paths) {
    for (let i = 0; 2 * i + 1 < points.length; i++) {
      const extra = known ? [iterations?.[i] ?? '', off?.[i] ?? ''] : [];
      rows.push([`path of ${label}`, i, points[2 * i]!, points[2 * i + 1]!, '', ...extra]);
    }
  }
  data.arrows.forEach(({ lane, points }, k) => {
    for (let i = 0; 2 * i + 1 < points.length; i++)
      row(`inner steps ${k + 1}, lane ${lane + 1}`, i, points[2 * i]!, points[2 * i + 1]!);
  });
  const { resolution: n } = data;
  const [low, high] = data.extent;
  const [cx, cy] = data.center ?? [0, 0];
  const at = (i: number) => low + ((high - low) * i) / Math.max(1, n - 1);
  for (let i = 0; i < Math.min(n * n, data.metaLoss.length); i++)
    row('meta-loss', i, cx + at(i % n), cy + at(Math.floor(i / n)), data.metaLoss[i]!);
  const columns = ['what', 'index', data.xLabel, data.yLabel, 'loss'];
  return { columns: known ? [...columns, 'iteration', 'distance off the plane'] : columns, rows };
}

export function landscapeSummary(data: LandscapeData): string {
  const range = extent(Array.from(data.metaLoss));
  const loss = range ? ` Meta-loss from ${formatNumber(range[0])} to ${formatNumber(range[1])}.` : '';
  const marks = data.marks.map((m) => `${m.label} at ${formatNumber(m.x, 3)}, ${formatNumber(m.y, 3)}`);
  const lanes = data.paths.flatMap((path) => {
    const n = path.points.length;
    if (n < 2) return [];
    return [
      `${path.label} now at ${formatNumber(path.points[n - 2]!, 3)}, ${formatNumber(path.points[n - 1]!, 3)}`,
    ];
  });
  const details = [...lanes, ...marks].join('; ');
  return `Loss landscape over ${data.xLabel} and ${data.yLabel}.${loss}${details ? ` ${details}.` : ''}`;
}
