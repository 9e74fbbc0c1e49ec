// Gives many redraws their turn, one per animation frame, longest-waiting first. Each redraws a few times a second
// at most, and after a redraw that made a frame late the page rests, so that it scrolls and answers while training.

interface FrameEntry {
  /** Asks for a turn. */
  mark(): void;
  remove(): void;
}

export interface FrameQueue {
  /** `draw` answers false where it had nothing to do: the turn then goes to the next one. */
  add(draw: () => boolean): FrameEntry;
  /** Everybody asks for a turn. */
  markAll(): void;
  dispose(): void;
}

interface FrameTiming {
  readonly now: () => number;
  /** Least milliseconds between two redraws of one entry. */
  readonly interval: number;
}

/** A frame in time, at 60 per second with some room, in milliseconds. */
const FRAME = 18;
/** Rest after a late frame, as a multiple of the delay: late frames take a quarter of the time at most. */
const REST = 3;
/** However late a frame was, figures are drawn again after this many milliseconds. */
const LONGEST_REST = 200;

export function createFrameQueue(
  nextFrame: (callback: () => void) => () => void,
  { now, interval }: FrameTiming = { now: () => performance.now(), interval: 100 },
): FrameQueue {
  // Insertion order is waiting order: whoever was drawn goes to the back when it asks again.
  const all = new Map<() => boolean, { drawnAt: number }>();
  const asking = new Set<() => boolean>();
  let cancel: (() => void) | null = null;
  let lastDraw: number | null = null;
  let restUntil = Number.NEGATIVE_INFINITY;

  const turn = () => {
    cancel = null;
    const time = now();
    if (lastDraw !== null) {
      restUntil = time + Math.min(LONGEST_REST, REST * Math.max(0, time - lastDraw - FRAME));
      lastDraw = null;
    }
    if (time >= restUntil) drawOne(time);
    schedule();
  };
  const drawOne = (time: number) => {
    for (const draw of [...asking]) {
      const entry = all.get(draw);
      if (!entry || time - entry.drawnAt < interval) continue;
      asking.delete(draw);
      // Move to the back, so that the next markAll asks for it last.
      all.delete(draw);
      all.set(draw, { drawnAt: time });
      if (!draw()) continue;
      lastDraw = time;
      return;
    }
  };
  const schedule = () => {
    if (asking.size > 0) cancel ??= nextFrame(turn);
  };

  return {
    add(draw) {
      all.set(draw, { drawnAt: Number.NEGATIVE_INFINITY });
      return {
        mark: () => {
          if (!all.has(draw)) return;
          asking.add(draw);
          schedule();
        },
        remove: () => {
          all.delete(draw);
          asking.delete(draw);
        },
      };
    },
    markAll() {
      for (const draw of all.keys()) asking.add(draw);
      schedule();
    },
    dispose() {
      cancel?.();
      all.clear();
      asking.clear();
    },
  };
}
