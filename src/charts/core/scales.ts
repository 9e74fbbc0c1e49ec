// Axes as plain values: domains that ignore non-finite input, ticks that fit.
import { ticks as linearTicks, tickStep } from 'd3';
import { formatFixed, formatNumber, powerOfTen } from '../../ui/format.ts';

export type ScaleKind = 'linear' | 'log';

interface Tick {
  readonly value: number;
  /** px along the axis. */
  readonly position: number;
  /** Empty for minor ticks. */
  readonly label: string;
}

export interface Axis {
  readonly kind: ScaleKind;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly ticks: readonly Tick[];
  /** Labels are the value divided by 10^exponent; say so in the axis title when it is not 0. */
  readonly exponent: number;
  /** px of a value; NaN where it cannot be drawn (non-finite, or ≤ 0 on a log axis). */
  readonly position: (value: number) => number;
  readonly invert: (px: number) => number;
}

/** Smallest and largest finite value (positive ones only if `positive`); null if there is none. */
export function extent(values: Iterable<number>, positive = false): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value) || (positive && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** A drawable domain around a data range: never empty, never non-finite, positive for log. */
export function domainFor(
  kind: ScaleKind,
  range: readonly [number, number] | null,
  options: { readonly includeZero?: boolean; readonly pad?: number } = {},
): [number, number] {
  const pad = options.pad ?? 0.05;
  if (kind === 'log') {
    if (!range || !(range[1] > 0)) return [0.1, 10];
    const high = Math.min(range[1], 1e300);
    const low = Math.max(Math.min(range[0] > 0 ? range[0] : high, high), 1e-300);
    const ratio = Math.min(100, Math.max((high / low) ** pad, low === high ? 2 : 1.05));
    return [low / ratio, high * ratio];
  }
  if (!range || !Number.isFinite(range[0]) || !Number.isFinite(range[1])) return [0, 1];
  let low = options.includeZero ? Math.min(0, range[0]) : range[0];
  let high = options.includeZero ? Math.max(0, range[1]) : range[1];
  if (low === high) {
    const half = Math.abs(low) > 0 ? Math.abs(low) * 0.5 : 0.5;
    return [low - half, high + half];
  }
  const space = (high - low) * pad;
  if (!(options.includeZero && low === 0)) low -= space;
  if (!(options.includeZero && high === 0)) high += space;
  return [low, high];
}

/**
 * Largest value that an axis should reach so that a run that diverges does not squash the others: far (×10⁵ on
 * a log axis, ×25 on a linear one) above the 90th percentile of `sample`. Infinity when nothing is that far out.
 */
export function sensibleTop(kind: ScaleKind, sample: readonly number[], high: number): number {
  if (sample.length === 0) return Number.POSITIVE_INFINITY;
  const sorted = Float64Array.from(sample).sort();
  const typical = sorted[Math.floor(0.9 * (sorted.length - 1))]!;
  const top = typical * (kind === 'log' ? 1e5 : 25);
  return typical > 0 && high > top ? top : Number.POSITIVE_INFINITY;
}

/** How many labelled ticks fit a length, `spacing` px apart; two at least. */
export function tickCount(length: number, spacing: number): number {
  return Math.max(2, Math.round(length / spacing));
}

/** Builds an axis over `domain` (as from `domainFor`) with about `count` labelled ticks. */
export function makeAxis(
  kind: ScaleKind,
  domain: readonly [number, number],
  range: readonly [number, number],
  count: number,
): Axis {
  const [from, to] = range;
  const forward = kind === 'log' ? Math.log : (v: number) => v;
  const back = kind === 'log' ? Math.exp : (v: number) => v;
  const low = forward(domain[0]);
  const span = forward(domain[1]) - low || 1;
  const position = (value: number) => {
    const t = (forward(value) - low) / span;
    return Number.isFinite(t) ? from + t * (to - from) : Number.NaN;
  };
  const invert = (px: number) => back(low + ((px - from) / (to - from || 1)) * span);
  const exponent = kind === 'linear' ? factorExponent(domain) : 0;
  const values = kind === 'log' ? logTicks(domain, count) : plainTicks(domain, count, exponent);
  const ticks = values.map(([value, label]) => ({ value, label, position: position(value) }));
  return { kind, domain, range, ticks, exponent, position, invert };
}

/** Exponent (a multiple of three) to divide labels by when they would be long. */
function factorExponent(domain: readonly [number, number]): number {
  const size = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  if (!(size > 0) || (size < 1e6 && size >= 1e-3)) return 0;
  return 3 * Math.floor(Math.log10(size) / 3);
}

function plainTicks(domain: readonly [number, number], count: number, exponent: number): [number, string][] {
  const factor = 10 ** exponent;
  const low = domain[0] / factor;
  const high = domain[1] / factor;
  const step = tickStep(low, high, Math.max(1, count));
  const decimals = step > 0 ? clampDecimals(-Math.floor(Math.log10(step) + 1e-9)) : 0;
  return linearTicks(low, high, Math.max(1, count)).map((v) => [v * factor, formatFixed(v, decimals)]);
}

function clampDecimals(decimals: number): number {
  return Math.min(Math.max(decimals, 0), 12);
}

function logTicks(domain: readonly [number, number], count: number): [number, string][] {
  const decades = Math.log10(domain[1] / domain[0]);
  const first = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const last = Math.floor(Math.log10(domain[1]) + 1e-9);
  if (decades < 0.5) return plainTicks(domain, count, 0).filter(([v]) => v > 0);
  const result: [number, string][] = [];
  const wide = first < -4 || last > 5;
  const label = (value: number, exponent: number) => (wide ? powerOfTen(exponent) : formatNumber(value, 1));
  if (decades < 2.2) {
    // 1, 2, 5 per decade as long as they fit; 1 and 3 otherwise.
    const digits = decades * 3 <= count * 1.4 ? [1, 2, 5] : [1, 3];
    for (let e = first - 1; e <= last; e++) {
      for (const digit of digits) {
        const value = Number(`${digit}e${e}`);
        if (value >= domain[0] * 0.999 && value <= domain[1] * 1.001) {
          result.push([value, formatNumber(value, 1)]);
        }
      }
    }
    return result;
  }
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, count)));
  for (let e = first; e <= last; e++) {
    const value = Number(`1e${e}`);
    const labelled = ((e % stride) + stride) % stride === 0;
    if (labelled || last - first < 40) result.push([value, labelled ? label(value, e) : '']);
  }
  return result;
}

/** An axis title with its factor: "gradient entries, ×10⁹". */
export function axisTitle(title: string, axis: Axis): string {
  if (axis.exponent === 0) return title;
  return title ? `${title}, ×${powerOfTen(axis.exponent)}` : `×${powerOfTen(axis.exponent)}`;
}

/**
 * Keeps an axis still while values move a little: grows at once to hold `needed`, shrinks only when less than
 * 55 % of it is used.
 */
export function gentleDomain(
  previous: readonly [number, number] | null,
  needed: readonly [number, number],
): [number, number] {
  const padded = domainFor('linear', needed, { pad: 0.08 });
  if (!previous) return padded;
  const span = previous[1] - previous[0];
  if ((needed[1] - needed[0]) * 1.16 < span * 0.55) return padded;
  const low = needed[0] < previous[0] ? Math.min(padded[0], previous[0]) : previous[0];
  const high = needed[1] > previous[1] ? Math.max(padded[1], previous[1]) : previous[1];
  return [low, high];
}
