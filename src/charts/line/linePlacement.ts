// Where a series chart puts its words: direct labels or a legend, edit marks, and reference levels.
import type { Rect, Size } from '../core/geometry.ts';
import { type EndLabel, fitText, type LegendEntry, spread, textWidth } from '../core/labels.ts';
import { laneStyle } from '../core/laneStyle.ts';
import type { Axis } from '../core/scales.ts';
import { type LineChartData, type LineSeries, LOOKS, type Prepared } from './lineData.ts';
import type { LevelDrawing, MarkDrawing, TagDrawing } from './lineDrawing.ts';

const isNamed = (series: LineSeries) => series.named ?? (series.weight ?? 'strong') === 'strong';

/** Direct labels when there are few and there is room for the longest; otherwise a legend. */
export function naming(data: LineChartData, prepared: readonly Prepared[], size: Size) {
  const { scale } = size;
  const named = data.series.filter(isNamed);
  const widest = Math.max(0, ...named.map((s) => textWidth(s.label, 12 * scale)));
  const ended = prepared.filter((p) => isNamed(p.series) && p.length > 0);
  const direct =
    named.length > 0 &&
    named.length <= 6 &&
    ended.length === named.length &&
    widest + 18 * scale <= size.width * 0.24 &&
    named.length * 16 * scale < size.height * 0.5;
  const entry = (s: LineSeries): LegendEntry => {
    const style = laneStyle(s.lane);
    const grouped = s.group !== undefined;
    return {
      label: s.group ?? s.label,
      color: grouped ? 'var(--soft)' : style.color,
      dash: grouped ? '' : style.dash,
      width: LOOKS[s.weight ?? 'strong'].width,
      marker: s.dots ? style.marker : null,
      ...(s.tag === undefined ? {} : { tag: s.tag }),
      opacity: s.pinned ? 0.5 : 1,
    };
  };
  const first = (s: LineSeries) =>
    s.group === undefined || named.find(({ group }) => group === s.group) === s;
  const legend = direct ? [] : named.filter(first).map(entry);
  return { direct, margin: direct ? widest + 18 * scale : 14 * scale, legend };
}

export function placeMarks(data: LineChartData, x: Axis, plot: Rect, scale: number): MarkDrawing[] {
  const rowEnds: number[] = [];
  return [...(data.marks ?? [])]
    .filter((mark) => mark.x >= x.domain[0] && mark.x <= x.domain[1])
    .sort((a, b) => a.x - b.x)
    .map((mark) => {
      const px = x.position(mark.x);
      const full = textWidth(mark.label, 12 * scale) + 6 * scale;
      const anchor = px + full > plot.right && px - plot.left > plot.right - px ? 'end' : 'start';
      const room = anchor === 'end' ? px - plot.left : plot.right - px;
      const text = fitText(mark.label, room - 6 * scale, 12 * scale);
      const width = Math.min(full, room);
      const from = anchor === 'end' ? px - width : px;
      let row = rowEnds.findIndex((end) => end <= from);
      if (row < 0) row = rowEnds.length;
      // More than three rows of labels would hide the curves; later marks keep their line only.
      const shown = row < 3;
      if (shown) rowEnds[row] = from + width + 6 * scale;
      return {
        x: px,
        label: shown ? text : '',
        labelX: px + (anchor === 'end' ? -4 : 4) * scale,
        labelY: plot.top + (11 + row * 15) * scale,
        anchor,
        color: mark.lane === undefined ? 'var(--soft)' : laneStyle(mark.lane).color,
      };
    });
}

export function placeLevels(data: LineChartData, y: Axis, plot: Rect): LevelDrawing[] {
  return (data.levels ?? [])
    .map((level) => ({
      y: y.position(level.y),
      label: level.label,
      color: level.lane === undefined ? 'var(--soft)' : laneStyle(level.lane).color,
    }))
    .filter((level) => level.y >= plot.top - 1 && level.y <= plot.bottom + 1);
}

/** Where along its curve a tag is written, as shares of the curve; curves take turns, so that tags do not meet. */
const TAG_PLACES = [0.3, 0.7] as const;
const TAG_SHIFT = 0.06;

/** Tags on their curves, at the nearest points that are drawn. */
export function placeTags(prepared: readonly Prepared[], x: Axis, y: Axis, plot: Rect): TagDrawing[] {
  const tagged = prepared.filter(({ series }) => series.tag !== undefined);
  return tagged.flatMap(({ series, length, smooth }, k) =>
    TAG_PLACES.flatMap((place, n): TagDrawing[] => {
      const i = Math.round((length - 1) * (place + TAG_SHIFT * ((k % 5) - 2)));
      const [px, py] = [
        x.position(series.x[i] ?? Number.NaN),
        y.position((smooth ?? series.y)[i] ?? Number.NaN),
      ];
      const seen = px >= plot.left && px <= plot.right && py >= plot.top && py <= plot.bottom;
      if (!seen) return [];
      const { color } = laneStyle(series.lane);
      return [{ id: `${series.id}-${n}`, x: px, y: py, text: series.tag ?? '', color }];
    }),
  );
}

export function placeEnds(
  prepared: readonly Prepared[],
  x: Axis,
  y: Axis,
  plot: Rect,
  scale: number,
): EndLabel[] {
  const ends: { item: Prepared; px: number; py: number }[] = [];
  for (const item of prepared) {
    if (!isNamed(item.series)) continue;
    const values = item.smooth ?? item.series.y;
    for (let i = item.length - 1; i >= 0; i--) {
      const py = y.position(values[i]!);
      if (!Number.isFinite(py)) continue;
      ends.push({
        item,
        px: x.position(item.series.x[i]!),
        py: Math.min(Math.max(py, plot.top), plot.bottom),
      });
      break;
    }
  }
  const placed = spread(
    ends.map((e) => e.py),
    15 * scale,
    plot.top + 4 * scale,
    plot.bottom,
  );
  return ends.map(({ item, px, py }, k) => {
    const style = laneStyle(item.series.lane);
    return {
      id: item.series.id,
      label: item.series.label,
      color: style.color,
      x: px + 10 * scale,
      y: placed ? placed[k]! : py,
      anchorX: px,
      anchorY: py,
      marker: style.marker,
    };
  });
}
