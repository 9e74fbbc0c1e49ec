// Ways of judging that several claims share: one number below another, near a prediction, or with a slope.
import { formatNumber } from '../ui/format.ts';
import type { Verdict } from './lesson.ts';

export const n = (value: number) => formatNumber(value, 3);

/** Whether a is less than `factor` times b. */
export function less(a: number, b: number, factor = 1, names: readonly [string, string] = ['', '']): Verdict {
  const [first, second] = names;
  return {
    holds: a < factor * b,
    value: a / b,
    measured: `${first}${n(a)} against ${second}${n(b)}`,
    predicted: factor === 1 ? 'less' : `less than ${n(factor)} times`,
  };
}

/** Whether a number is within a share of what is predicted. */
export function near(value: number, predicted: number, share: number): Verdict {
  return {
    holds: Math.abs(value - predicted) <= share * Math.abs(predicted),
    value,
    measured: n(value),
    predicted: `${n(predicted)} ± ${n(100 * share)} %`,
  };
}

/** Whether a number lies in a range. */
export function within(value: number, low: number, high: number, measured = n(value)): Verdict {
  return { holds: value >= low && value <= high, value, measured, predicted: `${n(low)} to ${n(high)}` };
}

/** Whether a distance is at most so far. */
export function atMost(value: number, most: number, measured = n(value)): Verdict {
  return { holds: value <= most, value, measured, predicted: `at most ${n(most)}` };
}

/** Slope of the straight line through log y over log x by least squares. */
export function logSlope(xs: readonly number[], ys: readonly number[]): number {
  const [lx, ly] = [xs.map(Math.log), ys.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(lx), mean(ly)];
  const above = lx.reduce((sum, x, i) => sum + (x - mx) * (ly[i] - my), 0);
  return above / lx.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}
