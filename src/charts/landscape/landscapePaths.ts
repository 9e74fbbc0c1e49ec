// Paths and inner steps of the landscape in px.
import type { Numbers } from '../core/geometry.ts';
import { laneStyle } from '../core/laneStyle.ts';
import type { Axis } from '../core/scales.ts';
import type { LandscapeData } from './landscapeData.ts';

/** Path data that leaves out points closer than 0.7 px to the last one kept; the last point always stays. */
export function thinPath(points: Numbers, x: Axis, y: Axis): { d: string; end: [number, number] | null } {
  const parts: string[] = [];
  let last: [number, number] | null = null;
  let end: [number, number] | null = null;
  const add = (px: number, py: number) => {
    parts.push(`${parts.length === 0 ? 'M' : 'L'}${Math.round(px * 10) / 10},${Math.round(py * 10) / 10}`);
    last = [px, py];
  };
  for (let i = 0; i + 1 < points.length; i += 2) {
    const px = x.position(points[i]!);
    const py = y.position(points[i + 1]!);
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    end = [px, py];
    const previous = last as [number, number] | null;
    if (!previous || Math.hypot(px - previous[0], py - previous[1]) >= 0.7) add(px, py);
  }
  const previous = last as [number, number] | null;
  if (end && previous && (previous[0] !== end[0] || previous[1] !== end[1])) add(end[0], end[1]);
  return { d: parts.join(''), end };
}

/** Inner steps as a line with a head at its last step. */
export function arrowOf(
  arrow: LandscapeData['arrows'][number],
  index: number,
  x: Axis,
  y: Axis,
  scale: number,
) {
  const style = laneStyle(arrow.lane);
  const pixels: [number, number][] = [];
  for (let i = 0; i + 1 < arrow.points.length; i += 2) {
    const px = x.position(arrow.points[i]!);
    const py = y.position(arrow.points[i + 1]!);
    if (Number.isFinite(px) && Number.isFinite(py)) pixels.push([px, py]);
  }
  const tip = pixels.at(-1);
  const before = pixels.at(-2);
  let head = '';
  if (tip && before && Math.hypot(tip[0] - before[0], tip[1] - before[1]) > 2) {
    const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
    const wing = (turn: number) =>
      `${Math.round((tip[0] - 8 * scale * Math.cos(angle + turn)) * 10) / 10},${Math.round((tip[1] - 8 * scale * Math.sin(angle + turn)) * 10) / 10}`;
    head = `M${wing(0.42)}L${Math.round(tip[0] * 10) / 10},${Math.round(tip[1] * 10) / 10}L${wing(-0.42)}`;
  }
  return {
    id: `arrow-${index}`,
    d: pixels
      .map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${Math.round(px * 10) / 10},${Math.round(py * 10) / 10}`)
      .join(''),
    head,
    color: style.color,
    width: 1.4 * scale,
    dash: '',
    opacity: 0.75,
  };
}
