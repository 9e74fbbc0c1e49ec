// Reading typed numbers and writing them back, and the scales that sliders move on.
import { excerpt } from '../../text/sentences.ts';
import { formatSetting } from '../format.ts';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
  /** Whole numbers only. */
  readonly integer?: boolean;
  /** Linear scales: the arrow keys' step. Default: 1 for integers, else a hundredth of the range. */
  readonly step?: number;
}

/** Text that a person typed → a number in range, or what is wrong with it in one sentence. */
export function readNumber(text: string, range: NumberRange): { value: number } | { problem: string } {
  const trimmed = text
    .trim()
    .replace(/^−/, '-')
    // As the page prints thousands itself; any other single comma is a decimal one.
    .replace(/^-?[1-9]\d{0,2}(,\d{3})+(?=$|\.)/, (thousands) => thousands.replaceAll(',', ''))
    .replace(/^(-?\d*),(\d+)$/, '$1.$2');
  const value = Number(trimmed);
  if (trimmed === '') return { problem: 'Enter a number.' };
  if (Number.isNaN(value)) return { problem: `“${excerpt(trimmed)}” is not a number.` };
  // Beyond what a number can hold, 1e999 say, is out of range.
  if (range.integer && Number.isFinite(value) && !Number.isInteger(value))
    return { problem: `${excerpt(text.trim())} is not a whole number.` };
  if (value < range.min || value > range.max) {
    return {
      problem: `${excerpt(text.trim())} is outside ${formatSetting(range.min)} to ${formatSetting(range.max)}.`,
    };
  }
  return { value };
}

// A log scale that starts at 0 (λ may be 0) gives the lowest position to 0 and the rest to four decades.
const ZERO_SHARE = 0.04;

function logFloor(range: NumberRange): number {
  return range.min > 0 ? range.min : range.max * 1e-6;
}

/** Position 0…1 of a value on the slider. */
export function toPosition(value: number, range: NumberRange): number {
  if (range.max <= range.min) return 0;
  const clamped = Math.min(range.max, Math.max(range.min, value));
  if (range.scale === 'linear') return (clamped - range.min) / (range.max - range.min);
  const floor = logFloor(range);
  const start = range.min > 0 ? 0 : ZERO_SHARE;
  if (clamped < floor) return 0;
  return start + (1 - start) * (Math.log(clamped / floor) / Math.log(range.max / floor));
}

/** The value at a position, rounded to something a person would choose. */
export function fromPosition(position: number, range: NumberRange): number {
  const at = Math.min(1, Math.max(0, position));
  if (range.scale === 'linear') return tidy(range.min + at * (range.max - range.min), range);
  const start = range.min > 0 ? 0 : ZERO_SHARE;
  if (range.min <= 0 && at < start / 2) return 0;
  const floor = logFloor(range);
  return tidy(floor * (range.max / floor) ** Math.max(0, (at - start) / (1 - start)), range);
}

function tidy(value: number, range: NumberRange): number {
  const step = linearStep(range);
  const rounded = range.integer
    ? Math.round(value)
    : range.scale === 'log'
      ? Number(value.toPrecision(2))
      : Number((Math.round(value / step) * step).toPrecision(10));
  return Math.min(range.max, Math.max(range.min, rounded));
}

function linearStep(range: NumberRange): number {
  if (range.step) return range.step;
  return range.integer ? 1 : 10 ** Math.floor(Math.log10((range.max - range.min) / 50));
}

const NICE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** The next value for an arrow key: the neighbouring round number on a log scale, one step on a linear one. */
export function nudge(value: number, direction: 1 | -1, range: NumberRange, large = false): number {
  const clamp = (v: number) => Math.min(range.max, Math.max(range.min, v));
  if (range.scale === 'linear') {
    return clamp(tidy(value + direction * linearStep(range) * (large ? 10 : 1), range));
  }
  if (value <= 0) return direction > 0 ? logFloor(range) : range.min;
  if (large) return clamp(Number((direction > 0 ? value * 10 : value / 10).toPrecision(2)));
  const decade = Math.floor(Math.log10(value) + 1e-9);
  const ladder = [decade - 1, decade, decade + 1].flatMap((d) =>
    NICE.map((m) => Number((m * 10 ** d).toPrecision(2))),
  );
  const next =
    direction > 0 ? ladder.find((v) => v > value * 1.0001) : ladder.findLast((v) => v < value * 0.9999);
  const result = next ?? value;
  if (range.min <= 0 && result < logFloor(range)) return 0;
  return clamp(range.integer ? Math.max(Math.round(result), direction > 0 ? value + 1 : 0) : result);
}
