// Snapshots of launch models: how many, how far apart, and which one is nearest.
import { describe, expect, it } from 'vitest';
import { createPathHistory, MOST_SNAPSHOTS } from './pathHistory.ts';

function filled(iterations: number, width = 3, every = 1) {
  const history = createPathHistory(width);
  for (let t = 0; t < iterations; t += every) history.visit(t, () => new Float32Array(width).fill(t));
  return history;
}

describe('path history', () => {
  it('keeps every model of a short run', () => {
    expect(filled(50).iterations).toEqual(Array.from({ length: 50 }, (_, t) => t));
  });

  it.each([201, 1_000, 24_000, 100_000])('keeps at most 200 evenly spaced models of %i', (count) => {
    const { iterations, models } = filled(count);
    expect(iterations.length).toBeLessThanOrEqual(MOST_SNAPSHOTS);
    expect(iterations.length).toBeGreaterThanOrEqual(MOST_SNAPSHOTS / 2);
    const stride = iterations[1];
    expect(iterations).toEqual(iterations.map((_, i) => i * stride));
    expect(count - iterations[iterations.length - 1]).toBeLessThanOrEqual(stride);
    models.forEach((model, i) => {
      expect(model[0]).toBe(iterations[i]);
    });
  });

  it('stays bounded and nearly even where models are seen only now and then', () => {
    const { iterations } = filled(20_000, 3, 16);
    expect(iterations.length).toBeLessThanOrEqual(MOST_SNAPSHOTS);
    const gaps = iterations.slice(1).map((at, i) => at - iterations[i]);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps));
  });

  it('keeps fewer models of many parameters', () => {
    expect(filled(500, 100_000).iterations.length).toBeLessThanOrEqual(40);
  });

  it('finds the nearest, and owns its copies', () => {
    const model = Float32Array.of(1);
    const history = createPathHistory(1);
    expect(history.nearest(3)).toBeNull();
    history.visit(0, () => model);
    model[0] = 2;
    history.visit(10, () => model);
    expect(history.nearest(4)).toMatchObject({ iteration: 0, model: Float32Array.of(1) });
    expect(history.nearest(6)).toMatchObject({ iteration: 10, model: Float32Array.of(2) });
    expect(history.nearest(99)?.iteration).toBe(10);
  });
});
