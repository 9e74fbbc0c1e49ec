// Typed numbers, and the scales that sliders move on.
import { describe, expect, it } from 'vitest';
import { formatSetting } from '../format.ts';
import { fromPosition, type NumberRange, nudge, readNumber, toPosition } from './numbers.ts';

const alpha: NumberRange = { min: 1e-5, max: 1, scale: 'log' };
const steps: NumberRange = { min: 1, max: 10, scale: 'linear', integer: true };
const lambda: NumberRange = { min: 0, max: 10, scale: 'log' };

describe('readNumber', () => {
  it('accepts what people type', () => {
    expect(readNumber(' 1e-2 ', alpha)).toEqual({ value: 0.01 });
    expect(readNumber('0,05', alpha)).toEqual({ value: 0.05 });
    const seed: NumberRange = { min: 0, max: 999_999_999, scale: 'linear', integer: true };
    expect(readNumber('1,000', seed)).toEqual({ value: 1000 });
    expect(readNumber('12,345,678', seed)).toEqual({ value: 12_345_678 });
    expect(readNumber('1,00', seed)).toEqual({ value: 1 });
    expect(readNumber('1,000.5', seed)).toHaveProperty('problem');
    expect(readNumber('1,0000,0', seed)).toHaveProperty('problem');
  });
  it('says what is wrong', () => {
    expect(readNumber('abc', alpha)).toEqual({ problem: '“abc” is not a number.' });
    expect(readNumber('', alpha)).toEqual({ problem: 'Enter a number.' });
    expect(readNumber('7', alpha)).toEqual({ problem: '7 is outside 0.00001 to 1.' });
    expect(readNumber('1e999', alpha)).toEqual({ problem: '1e999 is outside 0.00001 to 1.' });
    expect(readNumber('2.5', steps)).toEqual({ problem: '2.5 is not a whole number.' });
    expect(readNumber('Infinity', alpha)).toHaveProperty('problem');
  });
});

describe('positions', () => {
  it('round-trips on a log scale', () => {
    for (const value of [1e-5, 0.001, 0.01, 0.5, 1]) {
      expect(fromPosition(toPosition(value, alpha), alpha)).toBeCloseTo(value, 8);
    }
  });
  it('gives zero its own place', () => {
    expect(fromPosition(0, lambda)).toBe(0);
    expect(toPosition(0, lambda)).toBe(0);
    expect(fromPosition(1, lambda)).toBe(10);
  });
  it('survives an empty range', () => {
    expect(toPosition(3, { min: 3, max: 3, scale: 'linear' })).toBe(0);
  });
});

describe('nudge', () => {
  it('walks round numbers and stays in range', () => {
    expect(nudge(0.01, 1, alpha)).toBe(0.012);
    expect(nudge(0.01, -1, alpha)).toBe(0.008);
    expect(nudge(1, 1, alpha)).toBe(1);
    expect(nudge(0.01, 1, alpha, true)).toBe(0.1);
    expect(nudge(10, 1, steps)).toBe(10);
    expect(nudge(1, 1, steps)).toBe(2);
    expect(nudge(0, 1, lambda)).toBeGreaterThan(0);
    expect(nudge(1e-5, -1, lambda)).toBe(0);
  });
});

describe('formatSetting', () => {
  it('is short', () => {
    expect(formatSetting(0.00025)).toBe('0.00025');
    expect(formatSetting(1e-7)).toBe('1e-7');
    expect(formatSetting(0.30000000000000004)).toBe('0.3');
    expect(formatSetting(Number.NaN)).toBe('not a number');
  });
});
