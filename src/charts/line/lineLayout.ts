// Layout of a series chart: domains, ticks, curves, end labels or legend, marks and levels.
// Pure apart from an optional memo (`ChartCache`) that makes a growing series cost only its new points.
import type { Rect, Size } from '../core/geometry.ts';
import { placeLegend, tickRoom } from '../core/labels.ts';
import { type Axis, axisTitle, domainFor, makeAxis, tickCount } from '../core/scales.ts';
import { ChartCache } from './decimate.ts';
import { drawCurves } from './lineCurves.ts';
import { type LineChartData, type Prepared, seriesLength } from './lineData.ts';
import type { LineDrawing } from './lineDrawing.ts';
import { naming, placeEnds, placeLevels, placeMarks, placeTags } from './linePlacement.ts';
import { type Ranges, rangesOf } from './lineRanges.ts';

/** Lays the chart out. `every` keeps every point (export) instead of decimating for the screen. */
export function lineLayout(
  data: LineChartData,
  size: Size,
  cache: ChartCache = new ChartCache(),
  every = false,
): LineDrawing {
  const { scale } = size;
  cache.fit(size.width);
  const prepared = prepare(data, cache);
  const ranges = rangesOf(data, prepared, cache, size.width);
  const { x: xRange, y: yRange } = ranges;
  const legendInfo = naming(data, prepared, size);
  const title = data.yLabel ? 20 * scale : 0;
  const legend = placeLegend(legendInfo.legend, size);
  const top = Math.max(8 * scale, legend.height + (legend.height > 0 ? 6 * scale : 0) + title);
  const bottom = size.height - 38 * scale;
  const yDomain = data.yDomain ?? domainFor(data.yScale, yRange, { includeZero: data.includeZero ?? false });
  const y = makeAxis(data.yScale, yDomain, [bottom, top], tickCount(bottom - top, 46 * scale));
  const left = tickRoom(y, scale);
  const right = size.width - legendInfo.margin;
  const plot: Rect = { left, top, right: Math.max(left + 10, right), bottom: Math.max(top + 10, bottom) };
  const xDomain = data.xDomain ?? (xRange ? [Math.min(0, xRange[0]), xRange[1] > 0 ? xRange[1] : 1] : [0, 1]);
  const x = wholeAxis(
    makeAxis(
      'linear',
      xDomain[0] < xDomain[1] ? xDomain : [xDomain[0], xDomain[0] + 1],
      [plot.left, plot.right],
      tickCount(plot.right - plot.left, 86 * scale),
    ),
    data.wholeX ?? false,
  );
  const hasPoints = prepared.some(
    ({ series }) => cache.of(series.id).raw.range(data.yScale === 'log') !== null,
  );
  return {
    size,
    plot,
    x,
    y,
    xTitle: axisTitle(data.xLabel, x),
    yTitle: `${axisTitle(data.yLabel, y)}${data.yDomain ? '' : cutNote(ranges)}`,
    ...drawCurves(prepared, { x, y, scale, cache, every }),
    marks: placeMarks(data, x, plot, scale),
    tags: placeTags(prepared, x, y, plot),
    levels: placeLevels(data, y, plot),
    endLabels: legendInfo.direct ? placeEnds(prepared, x, y, plot, scale) : [],
    legend: legend.entries,
    empty: hasPoints ? null : (data.emptyText ?? 'No values yet'),
  };
}

/** What the frame leaves out, in words. */
function cutNote({ cut, rawCut, faintOut }: Ranges): string {
  if (cut) return ' (higher values cut off)';
  if (rawCut) return ' (extremes cut off)';
  return faintOut ? ' (pale curves partly outside)' : '';
}

function prepare(data: LineChartData, cache: ChartCache): Prepared[] {
  const factor = data.smoothing ?? 0;
  cache.keep(new Set(data.series.map((s) => s.id)));
  return data.series.map((series) => {
    const memo = cache.of(series.id);
    const length = seriesLength(series);
    memo.raw.update(series.y, length);
    const smooth =
      factor > 0 && length > 2 ? memo.smoother.update(series.y, length, Math.min(factor, 0.999)) : null;
    if (smooth) memo.smooth.update(smooth, length);
    if (series.band) {
      memo.low.update(series.band.low, Math.min(length, series.band.low.length));
      memo.high.update(series.band.high, Math.min(length, series.band.high.length));
    }
    return { series, length, smooth };
  });
}

function wholeAxis(axis: Axis, whole: boolean): Axis {
  return whole ? { ...axis, ticks: axis.ticks.filter((t) => Number.isInteger(t.value)) } : axis;
}
