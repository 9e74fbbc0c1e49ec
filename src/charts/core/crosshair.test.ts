// A position that is read in one chart is seen by the others over the same axis, until it ends.
import { afterEach, describe, expect, it } from 'vitest';
import { hideCrosshair, linkedPosition, showCrosshair, subscribeCrosshair } from './crosshair.ts';

afterEach(() => {
  hideCrosshair('a');
  hideCrosshair('b');
});

describe('crosshair', () => {
  it('is seen by other charts over the same axis only', () => {
    showCrosshair({ axis: 'iterations', x: 300, source: 'a' });
    expect(linkedPosition('iterations', 'b')).toBe(300);
    expect(linkedPosition('iterations', 'a')).toBeNull();
    expect(linkedPosition('seconds', 'b')).toBeNull();
  });

  it('ends with the chart that is read, not with another one', () => {
    showCrosshair({ axis: 'iterations', x: 300, source: 'a' });
    showCrosshair({ axis: 'iterations', x: 200, source: 'b' });
    hideCrosshair('a');
    expect(linkedPosition('iterations', 'c')).toBe(200);
    hideCrosshair('b');
    expect(linkedPosition('iterations', 'c')).toBeNull();
  });

  it('tells its listeners, until they leave', () => {
    let told = 0;
    const leave = subscribeCrosshair(() => told++);
    showCrosshair({ axis: 'iterations', x: 1, source: 'a' });
    hideCrosshair('b');
    expect(told).toBe(1);
    leave();
    hideCrosshair('a');
    expect(told).toBe(1);
  });
});
