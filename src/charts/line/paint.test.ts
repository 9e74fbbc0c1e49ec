// What reaches the canvas: every line and area, in its colour, with the pen lifted at gaps.
import { describe, expect, it } from 'vitest';
import type { Line } from '../core/geometry.ts';
import { type Brush, paint } from './paint.ts';

/** A context that keeps the strokes and fills made on it. */
function recorder() {
  const made: { kind: 'stroke' | 'fill'; color: unknown; alpha: number; path: string }[] = [];
  let path = '';
  const nothing = () => {};
  const brush = {
    strokeStyle: '',
    fillStyle: '',
    globalAlpha: 1,
    lineWidth: 1,
    lineJoin: 'miter',
    lineCap: 'butt',
    save: nothing,
    restore: nothing,
    rect: nothing,
    clip: nothing,
    closePath: nothing,
    setLineDash: nothing,
    beginPath: () => {
      path = '';
    },
    moveTo: (x: number, y: number) => {
      path += `M${x},${y}`;
    },
    lineTo: (x: number, y: number) => {
      path += `L${x},${y}`;
    },
    stroke: () => made.push({ kind: 'stroke', color: brush.strokeStyle, alpha: brush.globalAlpha, path }),
    fill: () => made.push({ kind: 'fill', color: brush.fillStyle, alpha: brush.globalAlpha, path }),
  };
  return { brush: brush as unknown as Brush, made };
}

const plot = { left: 0, top: 0, right: 100, bottom: 100 };
const line = (points: number[], color = 'var(--lane-0)'): Line => ({
  id: 'a',
  points: Float32Array.from(points),
  color,
  width: 2,
  dash: '',
  opacity: 0.5,
});
const lookup = (name: string) => (name === '--lane-0' ? ' #123456' : '');

describe('paint', () => {
  it('strokes every line in its resolved colour and lifts the pen at gaps', () => {
    const { brush, made } = recorder();
    const lines = [line([0, 1, 2, 3, Number.NaN, Number.NaN, 6, 7, 8, 9]), line([0, 0, 5, 5], 'red')];
    paint(brush, { plot, lines, areas: [] }, lookup);
    expect(made).toEqual([
      { kind: 'stroke', color: '#123456', alpha: 0.5, path: 'M0,1L2,3M6,7L8,9' },
      { kind: 'stroke', color: 'red', alpha: 0.5, path: 'M0,0L5,5' },
    ]);
  });
  it('draws a lone point as a dot and an unknown colour as grey', () => {
    const { brush, made } = recorder();
    paint(brush, { plot, lines: [line([4, 4], 'var(--unknown)')], areas: [] }, lookup);
    expect(made).toEqual([{ kind: 'stroke', color: '#888', alpha: 0.5, path: 'M4,4L4.01,4' }]);
  });
  it('fills areas under the lines, with their outline', () => {
    const { brush, made } = recorder();
    const area = {
      id: 'b',
      points: Float32Array.of(0, 0, 9, 0, 9, 9),
      color: 'red',
      opacity: 0.25,
      outline: 1,
    };
    paint(brush, { plot, lines: [line([0, 0, 1, 1])], areas: [area] }, lookup);
    expect(made.map(({ kind, alpha }) => [kind, alpha])).toEqual([
      ['fill', 0.25],
      ['stroke', 0.25],
      ['stroke', 0.5],
    ]);
    expect(brush.globalAlpha).toBe(1);
  });
  it('draws nothing of nothing', () => {
    const { brush, made } = recorder();
    paint(brush, { plot, lines: [], areas: [] }, lookup);
    expect(made).toEqual([]);
  });
});
