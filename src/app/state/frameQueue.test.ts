// Redraws take turns, keep their pace, and rest after late frames.
import { describe, expect, it } from 'vitest';
import { createFrameQueue } from './frameQueue.ts';

/** A queue on a clock of our own: `frame(ms)` is the next animation frame, so many milliseconds later. */
function world(interval = 0) {
  const frames: (() => void)[] = [];
  let time = 0;
  const queue = createFrameQueue(
    (callback) => {
      frames.push(callback);
      return () => {};
    },
    { now: () => time, interval },
  );
  const drawn: string[] = [];
  const add = (name: string, draws = true) =>
    queue.add(() => {
      if (draws) drawn.push(name);
      return draws;
    });
  const frame = (milliseconds = 16) => {
    time += milliseconds;
    frames.shift()?.();
  };
  return { queue, add, frame, frames, drawn };
}

describe('createFrameQueue', () => {
  it('draws one per frame, in turn, and nobody starves', () => {
    const { queue, add, frame, drawn } = world();
    for (const name of ['a', 'b', 'c']) add(name);
    for (let i = 0; i < 6; i++) {
      queue.markAll();
      frame();
    }
    expect(drawn).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });
  it('passes the turn on where there is nothing to draw', () => {
    const { queue, add, frame, drawn } = world();
    add('hidden', false);
    add('seen');
    queue.markAll();
    frame();
    expect(drawn).toEqual(['seen']);
  });
  it('draws each one only so often', () => {
    const { queue, add, frame, drawn } = world(100);
    add('a');
    for (let i = 0; i < 13; i++) {
      queue.markAll();
      frame();
    }
    expect(drawn).toHaveLength(2);
  });
  it('rests after a redraw that made a frame late', () => {
    const { queue, add, frame, drawn } = world();
    add('a');
    queue.markAll();
    frame();
    queue.markAll();
    frame(58); // 40 ms late: 120 ms of rest
    for (let i = 0; i < 7; i++) frame();
    expect(drawn).toHaveLength(1);
    frame();
    expect(drawn).toHaveLength(2);
  });
  it('draws again within a quarter of a second, however late a frame was', () => {
    const { queue, add, frame, drawn } = world();
    add('a');
    queue.markAll();
    frame();
    queue.markAll();
    frame(5000);
    for (let i = 0; i < 16; i++) frame();
    expect(drawn).toEqual(['a', 'a']);
  });
  it('stops when nobody asks and forgets who left', () => {
    const { add, frame, frames, drawn } = world();
    const entry = add('a');
    entry.mark();
    entry.remove();
    frame();
    expect(drawn).toEqual([]);
    expect(frames).toEqual([]);
  });
});
