// Curves and areas on a 2D canvas. Pure but for the context that is drawn on.
import type { Area, Line, Rect } from '../core/geometry.ts';

/** What is used of a canvas' 2D context. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'closePath'
  | 'rect'
  | 'clip'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'fill'
  | 'setLineDash'
  | 'strokeStyle'
  | 'fillStyle'
  | 'globalAlpha'
  | 'lineWidth'
  | 'lineJoin'
  | 'lineCap'
>;

export interface Painting {
  readonly plot: Rect;
  readonly lines: readonly Line[];
  readonly areas: readonly Area[];
}

/** Areas, then lines over them, clipped to the plot. `lookup` gives the value of a CSS variable. */
export function paint(
  context: Brush,
  { plot, lines, areas }: Painting,
  lookup: (name: string) => string,
): void {
  context.save();
  context.beginPath();
  context.rect(plot.left - 2, plot.top - 2, plot.right - plot.left + 4, plot.bottom - plot.top + 4);
  context.clip();
  for (const area of areas) fillArea(context, area, resolveColor(area.color, lookup));
  for (const line of lines) strokeLine(context, line, resolveColor(line.color, lookup));
  context.restore();
}

/** `var(--x)` through `lookup`; anything else as it is. */
function resolveColor(color: string, lookup: (name: string) => string): string {
  const match = /^var\((--[\w-]+)\)$/.exec(color);
  return match ? lookup(match[1]!).trim() || '#888' : color;
}

function strokeLine(context: Brush, line: Line, color: string): void {
  const { points } = line;
  context.beginPath();
  let down = false;
  let lastX = 0;
  let lastY = 0;
  let alone = false;
  // A point without neighbours is drawn as a dot.
  const finish = () => {
    if (alone) context.lineTo(lastX + 0.01, lastY);
    alone = false;
  };
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      finish();
      down = false;
      continue;
    }
    if (down) {
      context.lineTo(x, y);
      alone = false;
    } else {
      context.moveTo(x, y);
      down = true;
      alone = true;
    }
    lastX = x;
    lastY = y;
  }
  finish();
  context.strokeStyle = color;
  context.globalAlpha = line.opacity;
  context.lineWidth = line.width;
  context.lineJoin = 'bevel';
  context.lineCap = line.dash === '' ? 'round' : 'butt';
  context.setLineDash(line.dash === '' ? [] : line.dash.split(' ').map(Number));
  context.stroke();
  context.globalAlpha = 1;
}

function fillArea(context: Brush, area: Area, color: string): void {
  context.beginPath();
  for (let i = 0; i + 1 < area.points.length; i += 2) context.lineTo(area.points[i]!, area.points[i + 1]!);
  context.closePath();
  context.fillStyle = color;
  context.globalAlpha = area.opacity;
  context.fill();
  if (area.outline) {
    context.strokeStyle = color;
    context.lineWidth = area.outline;
    context.lineJoin = 'bevel';
    context.setLineDash([]);
    context.stroke();
  }
  context.globalAlpha = 1;
}
