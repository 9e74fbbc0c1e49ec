// Labels of marked points in the landscape: beside the point where nothing is in the way, else only in the key.
import type { Rect } from '../core/geometry.ts';
import { textWidth } from '../core/labels.ts';
import { laneStyle } from '../core/laneStyle.ts';
import type { Axis } from '../core/scales.ts';
import type { LandscapeData, LandscapeMark } from './landscapeData.ts';
import type { MarkPlacement } from './landscapeDrawing.ts';

export function markColor(mark: LandscapeMark): string {
  return mark.lane === undefined ? 'var(--ink)' : laneStyle(mark.lane).color;
}

/** Tries right, left, below and above of each point, against the plot's edge, the points and earlier labels. */
export function placeLandscapeMarks(
  data: LandscapeData,
  x: Axis,
  y: Axis,
  plot: Rect,
  scale: number,
): MarkPlacement[] {
  const box = (cx: number, cy: number, w: number, h: number): Rect => ({
    left: cx - w / 2,
    right: cx + w / 2,
    top: cy - h / 2,
    bottom: cy + h / 2,
  });
  const points = data.marks
    .map((mark) => ({ mark, px: x.position(mark.x), py: y.position(mark.y) }))
    .filter(({ px, py }) => px >= plot.left && px <= plot.right && py >= plot.top && py <= plot.bottom);
  const taken: Rect[] = points.map(({ px, py }) => box(px, py, 12 * scale, 12 * scale));
  for (const optimum of data.optima ?? []) {
    const px = x.position(optimum.x);
    const py = y.position(optimum.y);
    taken.push(box(px, py, 12 * scale, 12 * scale));
    taken.push(box(px, py + 15 * scale, textWidth(optimum.label, 12 * scale), 14 * scale));
  }
  return points.map(({ mark, px, py }) => {
    const width = textWidth(mark.label, 12 * scale) * 1.05;
    const away = 10 * scale;
    const options = [
      { dx: away, dy: 0, anchor: 'start', cx: away + width / 2 },
      { dx: -away, dy: 0, anchor: 'end', cx: -away - width / 2 },
      { dx: 0, dy: 17 * scale, anchor: 'middle', cx: 0 },
      { dx: 0, dy: -17 * scale, anchor: 'middle', cx: 0 },
    ] as const;
    const free = options.find((option) => {
      const area = box(px + option.cx, py + option.dy, width, 14 * scale);
      const inside =
        area.left >= plot.left &&
        area.right <= plot.right &&
        area.top >= plot.top &&
        area.bottom <= plot.bottom;
      return inside && taken.every((other) => !overlap(area, other));
    });
    if (free) taken.push(box(px + free.cx, py + free.dy, width, 14 * scale));
    return {
      x: px,
      y: py,
      labelX: px + (free?.dx ?? 0),
      labelY: py + (free?.dy ?? 0),
      anchor: free?.anchor ?? 'start',
      label: free ? mark.label : '',
      kind: mark.kind,
      color: markColor(mark),
    };
  });
}

function overlap(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
