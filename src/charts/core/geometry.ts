// Shared vocabulary of the layouts: sizes, rectangles, and polylines in pixels.

/** Size of a drawing in CSS px; `scale` 1, or 1.5 in lecture mode, multiplies text and strokes only. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a chart gives "Show data" and CSV: values in full precision. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string)[])[];
}

/** Props that every chart takes besides its data. */
export interface ChartProps {
  /** Fixed size; absent: the chart fills its parent and follows it. */
  readonly size?: { readonly width: number; readonly height: number };
  /** 1, or 1.5 in lecture mode. */
  readonly scale?: number;
  /** Only the SVG, all vector, without interaction: for export and tests. Needs `size`. */
  readonly isStatic?: boolean;
}

export type Numbers = ArrayLike<number>;

/** A polyline: x, y pairs in px; a pair of NaN lifts the pen. */
export interface Line {
  readonly id: string;
  readonly points: Float32Array;
  readonly color: string;
  readonly width: number;
  readonly dash: string;
  readonly opacity: number;
}

/** A filled outline in px. */
export interface Area {
  readonly id: string;
  readonly points: Float32Array;
  readonly color: string;
  readonly opacity: number;
  /** Width of an outline of the same colour; keeps thin parts visible. */
  readonly outline?: number;
}

const coordinate = (value: number) => String(Math.round(value * 10) / 10);

/** SVG path data of x, y pairs; a lone point becomes a dot (zero-length segment, visible with round caps). */
export function pathOf(points: Float32Array, closed = false): string {
  const parts: string[] = [];
  let run = 0;
  let last = '';
  const finish = () => {
    if (run === 1) parts.push(`L${last}`);
    run = 0;
  };
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      finish();
      continue;
    }
    last = `${coordinate(x)},${coordinate(y)}`;
    parts.push(`${run === 0 ? 'M' : 'L'}${last}`);
    run += 1;
  }
  finish();
  if (closed && parts.length > 0) parts.push('Z');
  return parts.join('');
}

/** Index of the value nearest to `target` in the first `length` entries of ascending `values`; −1 if empty. */
export function nearestIndex(values: Numbers, length: number, target: number): number {
  if (length === 0) return -1;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < target) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && target - values[low - 1]! <= values[low]! - target) return low - 1;
  return low;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
