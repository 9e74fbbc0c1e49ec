// Where a new support point goes, and values between given ones.
import type { Numbers } from '../core/geometry.ts';
import type { AdaptationData, SupportPoint } from './adaptationData.ts';
import { xDomainOf } from './adaptationLayout.ts';

/**
 * Where "Add point" puts a point: in the middle of the widest gap between support points, on the truth where
 * there is one, else between its neighbours.
 */
export function suggestedPoint(data: AdaptationData): SupportPoint {
  const [low, high] = xDomainOf(data);
  const sorted = data.points.filter((p) => Number.isFinite(p.x)).sort((a, b) => a.x - b.x);
  const stops = [low, ...sorted.map((p) => p.x), high];
  let x = (low + high) / 2;
  let widest = 0;
  for (let i = 1; i < stops.length; i++) {
    const gap = stops[i]! - stops[i - 1]!;
    if (gap > widest) {
      widest = gap;
      x = (stops[i]! + stops[i - 1]!) / 2;
    }
  }
  if (data.truth) return { x, y: interpolate(data.truth.x, data.truth.y, x) };
  return {
    x,
    y: interpolate(
      sorted.map((p) => p.x),
      sorted.map((p) => p.y),
      x,
    ),
  };
}

/** Linear between neighbours of ascending `xs`, flat beyond; 0 without values. */
export function interpolate(xs: Numbers, ys: Numbers, x: number): number {
  if (xs.length === 0) return 0;
  if (x <= xs[0]!) return ys[0]!;
  for (let i = 1; i < xs.length; i++) {
    if (x > xs[i]!) continue;
    const t = (x - xs[i - 1]!) / (xs[i]! - xs[i - 1]! || 1);
    return ys[i - 1]! + t * (ys[i]! - ys[i - 1]!);
  }
  return ys[xs.length - 1]!;
}
