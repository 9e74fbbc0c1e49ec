// From values to px for a series chart: polylines, and what stands for curves that are denser than the screen:
// the range that they fill and the line through their means.

import type { Numbers } from '../core/geometry.ts';
import type { Axis } from '../core/scales.ts';
import type { MinMaxDecimator } from './decimate.ts';

/** px along x that one step of a range or of a line through means takes at least; of a quiet line. */
const STEP = 3;
export const QUIET_STEP = 16;

export function polyline(
  xs: Numbers,
  ys: Numbers,
  length: number,
  x: Axis,
  y: Axis,
  decimator: MinMaxDecimator | null,
): Float32Array {
  const out = new Float32Array(2 * (decimator ? decimator.most : length));
  let n = 0;
  const add = (i: number) => {
    out[n++] = i < 0 ? Number.NaN : x.position(xs[i]!);
    out[n++] = i < 0 ? Number.NaN : y.position(ys[i]!);
  };
  if (decimator) decimator.forEach(ys, add);
  else for (let i = 0; i < length; i++) add(i);
  return out.subarray(0, n);
}

/** Neighbouring buckets taken together: indices of the smallest and largest value, and the mean. */
type VisitGroup = (lowest: number, highest: number, mean: number) => void;

/**
 * Visits runs of buckets that take about `STEP` px of `width`. Runs are powers of two of indices, so that they do
 * not shift under the reader while the series grows.
 */
export function forEachGroup(
  ys: Numbers,
  decimator: MinMaxDecimator,
  length: number,
  width: number,
  visit: VisitGroup,
  step = STEP,
): void {
  const buckets = Math.max(1, Math.ceil(length / decimator.bucketSize));
  const run = 2 ** Math.max(0, Math.ceil(Math.log2((step * buckets) / Math.max(1, width))));
  const span = run * decimator.bucketSize;
  let group = -1;
  let [low, high, sum, count] = [0, 0, 0, 0];
  decimator.forEachBucket((lowest, highest, mean) => {
    const own = Math.floor(lowest / span);
    if (own !== group) {
      if (count > 0) visit(low, high, sum / count);
      group = own;
      [low, high, sum, count] = [lowest, highest, mean, 1];
      return;
    }
    if (ys[lowest]! < ys[low]!) low = lowest;
    if (ys[highest]! > ys[high]!) high = highest;
    sum += mean;
    count += 1;
  });
  if (count > 0) visit(low, high, sum / count);
}

/** Line through the means of the groups. */
export function means(
  xs: Numbers,
  ys: Numbers,
  length: number,
  x: Axis,
  y: Axis,
  decimator: MinMaxDecimator,
  step = STEP,
): Float32Array {
  const out = new Float32Array(decimator.most + 2);
  let n = 0;
  const visit: VisitGroup = (low, high, mean) => {
    out[n++] = x.position((xs[low]! + xs[high]!) / 2);
    out[n++] = y.position(mean);
  };
  forEachGroup(ys, decimator, length, widthOf(x), visit, step);
  return out.subarray(0, n);
}

/** Outline of the range between the smallest and largest value of each group: a dense background curve. */
export function envelope(
  xs: Numbers,
  ys: Numbers,
  length: number,
  x: Axis,
  y: Axis,
  decimator: MinMaxDecimator,
): Float32Array {
  // The upper edge fills from the front, the lower one backwards from the end.
  const out = new Float32Array(2 * decimator.most + 4);
  let front = 0;
  let back = out.length;
  // On a log axis a group may reach down to values that cannot be drawn; it then ends at the axis.
  const floor = y.range[0];
  forEachGroup(ys, decimator, length, widthOf(x), (low, high) => {
    const top = y.position(ys[high]!);
    const px = x.position((xs[low]! + xs[high]!) / 2);
    if (!Number.isFinite(px) || !Number.isFinite(top)) return;
    const bottom = y.position(ys[low]!);
    out[front++] = px;
    out[front++] = top;
    out[--back] = Number.isFinite(bottom) ? bottom : floor;
    out[--back] = px;
  });
  out.copyWithin(front, back);
  return out.subarray(0, front + out.length - back);
}

/**
 * Joins an upper and a lower edge to one outline, leaving out what cannot be drawn. A lower edge that a log axis
 * cannot show (mean − sd below zero) lies on the axis, at `floor`.
 */
export function outline(upper: Float32Array, lower: Float32Array, floor: number): Float32Array {
  const out: number[] = [];
  for (let i = 0; i + 1 < upper.length; i += 2) {
    if (Number.isFinite(upper[i]!) && Number.isFinite(upper[i + 1]!)) out.push(upper[i]!, upper[i + 1]!);
  }
  for (let i = lower.length - 2; i >= 0; i -= 2) {
    const py = lower[i + 1]!;
    if (Number.isFinite(lower[i]!)) out.push(lower[i]!, Number.isFinite(py) ? py : floor);
  }
  return Float32Array.from(out);
}

/** Whether a curve has more points per px of x than are told apart. */
export function isDense(length: number, x: Axis, perPixel: number): boolean {
  return length > perPixel * widthOf(x);
}

function widthOf(x: Axis): number {
  return Math.abs(x.range[1] - x.range[0]);
}
