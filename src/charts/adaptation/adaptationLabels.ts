// What the curves of the adaptation figure are called: at their ends where there is room, otherwise in a legend.

import { clamp, type Line, type Rect, type Size } from '../core/geometry.ts';
import { type EndLabel, type LegendEntry, spread, textWidth } from '../core/labels.ts';
import { laneStyle } from '../core/laneStyle.ts';
import { type AdaptationData, type LaneCurves, shownSteps } from './adaptationData.ts';

/** "after 5 steps", "before adapting". */
function stepsText(steps: number): string {
  if (steps === 0) return 'before adapting';
  return `after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}

/** The lane whose steps are shown, the first where none is chosen. */
function detailed(data: AdaptationData): LaneCurves | undefined {
  return data.lanes.find(({ lane }) => lane === data.selected) ?? data.lanes[0];
}

/** Texts of the end labels, without their places. */
function endTexts(
  data: AdaptationData,
): { readonly id: string; readonly label: string; readonly lane: LaneCurves }[] {
  const main = detailed(data);
  return data.lanes.flatMap((lane) => {
    const last = shownSteps(data, lane);
    const name = { id: `${lane.lane}-${last}`, label: lane.label, lane };
    if (lane !== main) return [name];
    const steps = { id: `${lane.lane}-steps`, label: stepsText(last), lane };
    const launch = { id: `${lane.lane}-0`, label: 'launch', lane };
    return last === 0 ? [name, steps] : [launch, name, steps];
  });
}

const SHARE = 0.2;

/** Room in px that the end labels take at the right; null: the legend names the curves. */
export function endRoom(data: AdaptationData, { width, height, scale }: Size): number | null {
  const texts = endTexts(data);
  if (data.dots || texts.length === 0) return null;
  const widest = Math.max(...texts.map(({ label }) => textWidth(label, 12 * scale))) + 16 * scale;
  return widest <= SHARE * width && texts.length * 15 * scale < 0.5 * height ? widest : null;
}

/** The task, and the lanes' names where they do not stand at their curves. */
export function legendOf(data: AdaptationData, direct: boolean): LegendEntry[] {
  const plain = { dash: '', marker: null, opacity: 1 } as const;
  const entries: LegendEntry[] = [];
  if (data.truth)
    entries.push({
      ...plain,
      label: data.truthLabel ?? 'the task',
      color: 'var(--truth)',
      width: 1.2,
      opacity: 0.7,
    });
  if (direct) return entries;
  const main = detailed(data);
  for (const lane of data.lanes) {
    const { color, dash } = laneStyle(lane.lane);
    const last = shownSteps(data, lane);
    if (lane === main && last > 0 && !data.dots)
      entries.push({ ...plain, label: 'launch', color, opacity: 0.4 });
    const label = lane === main ? `${lane.label} ${stepsText(last)}` : lane.label;
    entries.push({ ...plain, label, color, dash });
  }
  return entries;
}

/** Labels beside the ends of the drawn lines, apart from each other; none where they cannot all stand. */
export function placeFitLabels(
  data: AdaptationData,
  lines: readonly Line[],
  plot: Rect,
  scale: number,
): EndLabel[] {
  const ends = endTexts(data).flatMap(({ id, label, lane }) => {
    const ofSteps = id.endsWith('-steps');
    const line = lines.find((one) => one.id === (ofSteps ? `${lane.lane}-${shownSteps(data, lane)}` : id));
    const y = line ? line.points[line.points.length - 1] : undefined;
    if (!line || y === undefined || !Number.isFinite(y)) return [];
    // The number of steps stands right below its lane's name.
    const wished = clamp(y, plot.top, plot.bottom) + (ofSteps ? 0.01 : 0);
    return {
      id,
      label,
      wished,
      quiet: ofSteps,
      pale: id === `${lane.lane}-0`,
      color: laneStyle(lane.lane).color,
    };
  });
  const placed = spread(
    ends.map(({ wished }) => wished),
    15 * scale,
    plot.top + 4 * scale,
    plot.bottom,
  );
  if (!placed) return [];
  return ends.map(({ id, label, quiet, pale, color, wished }, i) => ({
    id,
    label,
    color: quiet ? 'var(--soft)' : color,
    quiet: quiet || pale,
    x: plot.right + 8 * scale,
    y: placed[i]!,
    anchorX: plot.right,
    anchorY: quiet ? placed[i]! : wished,
    marker: null,
  }));
}
