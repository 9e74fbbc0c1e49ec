import { describe, expect, it } from 'vitest';
import { createFrameQueue } from './frameQueue.ts';

describe('createFrameQueue', () => {
  it('draws one per frame, in turn, and nobody starves', () => {
    const frames: (() => void)[] = [];
    const queue = createFrameQueue((callback) => {
      frames.push(callback);
      return () => {};
    });
    const drawn: string[] = [];
    for (const name of ['a', 'b', 'c']) queue.add(() => drawn.push(name));
    for (let i = 0; i < 6; i++) {
      queue.markAll();
      frames.shift()?.();
    }
    expect(drawn).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });
  it('stops when nobody asks and forgets who left', () => {
    const frames: (() => void)[] = [];
    const queue = createFrameQueue((callback) => {
      frames.push(callback);
      return () => {};
    });
    const drawn: string[] = [];
    const entry = queue.add(() => drawn.push('a'));
    entry.mark();
    entry.remove();
    frames.shift()?.();
    expect(drawn).toEqual([]);
    expect(frames).toEqual([]);
  });
});
