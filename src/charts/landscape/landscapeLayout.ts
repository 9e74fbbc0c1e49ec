// Layout of the loss landscape: contours of the meta-loss and of single tasks in a plane of parameters, the
// lanes' paths, inner steps as arrows, and marked points. Axes have equal scale, so that angles are true.

import { formatFixed } from '../../ui/format.ts';
import type { Rect, Size } from '../core/geometry.ts';
import { type LegendEntry, placeLegend } from '../core/labels.ts';
import { laneStyle, scaledDash } from '../core/laneStyle.ts';
import { axisTitle, makeAxis, tickCount } from '../core/scales.ts';
import { ringPath, ringsOf } from './contours.ts';
import type { LandscapeData } from './landscapeData.ts';
import type { LandscapeDrawing } from './landscapeDrawing.ts';
import { markColor, placeLandscapeMarks } from './landscapeMarks.ts';
import { arrowOf, thinPath } from './landscapePaths.ts';

export function landscapeLayout(data: LandscapeData, size: Size): LandscapeDrawing {
  const { scale } = size;
  const placedKey = keyAndLegend(data, size);
  const top = placedKey.height + 24 * scale;
  const bottom = Math.max(top + 20, size.height - 38 * scale);
  const left = 46 * scale;
  const side = Math.max(20, Math.min(bottom - top, size.width - left - 14 * scale));
  const shift = Math.max(0, (size.width - left - 14 * scale - side) / 2);
  const plot: Rect = { left: left + shift, top, right: left + shift + side, bottom: top + side };
  const domain = data.extent[0] < data.extent[1] ? data.extent : ([-1, 1] as const);
  const count = tickCount(side, 70 * scale);
  const [cx, cy] = data.center ?? [0, 0];
  const around = (middle: number) => [middle + domain[0], middle + domain[1]] as const;
  const x = makeAxis('linear', around(cx), [plot.left, plot.right], count);
  const y = makeAxis('linear', around(cy), [plot.bottom, plot.top], count);
  const toPx = (c: readonly number[]): [number, number] => {
    const cell = side / Math.max(1, data.resolution - 1);
    return [plot.left + (c[0]! - 0.5) * cell, plot.bottom - (c[1]! - 0.5) * cell];
  };
  const metaRings = ringsOf(data.metaLoss, data.resolution, 12);
  const lines = data.paths.map((path) => {
    const style = laneStyle(path.lane);
    const { d, end } = thinPath(path.points, x, y);
    return {
      id: `path-${path.lane}`,
      lane: path.lane,
      d,
      end,
      marker: style.marker,
      color: style.color,
      width: 2 * scale,
      dash: scaledDash(style.dash, scale),
      opacity: 1,
    };
  });
  return {
    size,
    plot,
    x,
    y,
    xTitle: axisTitle(data.xLabel, x),
    yTitle: axisTitle(data.yLabel, y),
    contours: metaRings.map((ring) => ({ level: ring.value, d: ringPath(ring.coordinates, toPx) })),
    taskContours: data.taskLoss.flatMap((values, task) =>
      ringsOf(values, data.resolution, 4)
        .slice(0, 3)
        .map((ring) => ({ id: `${task}-${ring.value}`, task, d: ringPath(ring.coordinates, toPx) })),
    ),
    paths: lines,
    arrows: data.arrows.map((arrow, i) => arrowOf(arrow, i, x, y, scale)),
    marks: placeLandscapeMarks(data, x, y, plot, scale),
    optima: (data.optima ?? []).flatMap((optimum, index) => {
      const px = x.position(optimum.x);
      const py = y.position(optimum.y);
      if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
      const name = `${optimum.label}: ${formatFixed(optimum.x, 2)}, ${formatFixed(optimum.y, 2)}`;
      const axes = (optimum.axes ?? []).map(
        ([dx, dy]) => [x.position(optimum.x + dx), y.position(optimum.y + dy)] as const,
      );
      return [{ index, x: px, y: py, label: optimum.label, name, axes }];
    }),
    legend: placedKey.legend,
    markKey: placedKey.key,
    empty: metaRings.length === 0 && data.paths.length === 0 ? 'No landscape yet' : null,
  };
}

/** Lanes and marked points in one flow above the plot. */
function keyAndLegend(data: LandscapeData, size: Size) {
  const lanes = data.paths.map(entryOf);
  const marks = data.marks.map((mark) => ({
    label: mark.label,
    color: markColor(mark),
    dash: '',
    marker: null,
    opacity: 0,
  }));
  const all = placeLegend([...lanes, ...marks], size);
  return {
    height: all.height,
    legend: all.entries.slice(0, lanes.length),
    key: all.entries.slice(lanes.length).map((entry, i) => ({ ...entry, kind: data.marks[i]!.kind })),
  };
}

function entryOf(path: LandscapeData['paths'][number]): LegendEntry {
  const style = laneStyle(path.lane);
  return { label: path.label, color: style.color, dash: style.dash, marker: style.marker, opacity: 1 };
}
