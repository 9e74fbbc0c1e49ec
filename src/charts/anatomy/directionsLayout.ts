// Layout of directions in a plane: one scale for both axes, the arrows as large as the drawing allows, and labels that
// keep apart.
import { formatNumber } from '../../ui/format.ts';
import { clamp, type Size, type Table } from '../core/geometry.ts';
import { textWidth } from '../core/labels.ts';
import type { Direction, DirectionsData } from './directionsData.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ArrowDrawing extends Direction {
  readonly tip: Point;
  readonly label: string;
  readonly at: Point;
  readonly dash: string;
}

export interface DirectionsDrawing {
  readonly size: Size;
  readonly origin: Point;
  readonly arrows: readonly ArrowDrawing[];
  readonly between: { readonly from: Point; readonly to: Point; readonly label: string } | null;
  /** Degrees between the first two arrows, where they can be told apart. */
  readonly empty: string | null;
}

const LINE = 16;
const DASHES = ['6 4', '2 4', '10 4'];

/** Room for labels on the right, and around. */
const MARGIN = { left: 24, top: 28, bottom: 28 };

const labelOf = ({ label, norm, off }: Direction) =>
  `${label} ‖${formatNumber(norm, 3)}‖${off > 0.01 * norm ? `, ${formatNumber(off, 2)} off the plane` : ''}`;

/** Labels from top to bottom, moved down where they would touch. */
function spread(wished: readonly number[], step: number, bottom: number): number[] {
  const order = wished.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed = new Array<number>(wished.length).fill(0);
  let last = Number.NEGATIVE_INFINITY;
  for (const { y, i } of order) {
    last = Math.max(y, last + step);
    placed[i] = last;
  }
  const over = Math.max(0, last - bottom);
  return placed.map((y) => y - over);
}

export function directionsLayout(data: DirectionsData, size: Size): DirectionsDrawing {
  const { scale } = size;
  const shown = data.directions.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const widest = Math.max(0, ...shown.map((one) => textWidth(labelOf(one), 12 * scale)));
  const xs = [0, ...shown.map(({ x }) => x)];
  const ys = [0, ...shown.map(({ y }) => y)];
  const span = { x: Math.max(...xs) - Math.min(...xs), y: Math.max(...ys) - Math.min(...ys) };
  const room = {
    x: Math.max(20, size.width - MARGIN.left * scale - Math.min(widest + 14 * scale, size.width / 2)),
    y: Math.max(20, size.height - (MARGIN.top + MARGIN.bottom) * scale),
  };
  const per = Math.min(room.x / (span.x || 1e-30), room.y / (span.y || 1e-30));
  const empty = shown.length === 0 || (span.x === 0 && span.y === 0) ? 'The meta-gradient is zero' : null;
  const origin = {
    x: MARGIN.left * scale - Math.min(...xs) * per,
    y: (size.height + span.y * per) / 2 + Math.min(...ys) * per,
  };
  const place = ({ x, y }: Point): Point => ({ x: origin.x + x * per, y: origin.y - y * per });
  const tips = shown.map(place);
  const heights = spread(
    tips.map(({ y }) => y + 4 * scale),
    LINE * scale,
    size.height - 6 * scale,
  );
  let others = 0;
  const arrows = shown.map((one, i) => {
    const label = labelOf(one);
    const x = tips[i].x + 9 * scale;
    return {
      ...one,
      label,
      tip: tips[i],
      at: { x: clamp(x, 4, size.width - textWidth(label, 12 * scale) - 4), y: heights[i] },
      dash: one.own ? '' : DASHES[others++ % DASHES.length],
    };
  });
  const tipOf = (id: string) => arrows.find((arrow) => arrow.id === id)?.tip;
  const [from, to] = [tipOf(data.between?.from ?? ''), tipOf(data.between?.to ?? '')];
  const between = data.between && from && to ? { from, to, label: data.between.label } : null;
  return { size, origin, arrows: empty ? [] : arrows, between, empty };
}

export function directionsTable({ directions }: DirectionsData): Table {
  return {
    columns: ['direction', 'norm', 'along MAML', 'across', 'off the plane'],
    rows: directions.map(({ label, norm, x, y, off }) => [label, norm, x, y, off]),
  };
}

/** The text alternative. */
export function directionsSummary({ directions }: DirectionsData): string {
  return `Directions: ${directions.map(labelOf).join('; ')}.`;
}
