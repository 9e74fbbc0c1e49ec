// Gives many redraws their turn, one per animation frame, longest-waiting first.

export interface FrameEntry {
  /** Asks for a turn. */
  mark(): void;
  remove(): void;
}

export interface FrameQueue {
  add(draw: () => void): FrameEntry;
  /** Everybody asks for a turn. */
  markAll(): void;
  dispose(): void;
}

export function createFrameQueue(nextFrame: (callback: () => void) => () => void): FrameQueue {
  // Insertion order is waiting order: whoever was drawn goes to the back when it asks again.
  const all = new Set<() => void>();
  const asking = new Set<() => void>();
  let cancel: (() => void) | null = null;

  const turn = () => {
    cancel = null;
    const [draw] = asking;
    if (!draw) return;
    asking.delete(draw);
    // Move to the back, so that the next markAll asks for it last.
    all.delete(draw);
    all.add(draw);
    schedule();
    draw();
  };
  const schedule = () => {
    if (asking.size > 0) cancel ??= nextFrame(turn);
  };

  return {
    add(draw) {
      all.add(draw);
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
      for (const draw of all) asking.add(draw);
      schedule();
    },
    dispose() {
      cancel?.();
      all.clear();
      asking.clear();
    },
  };
}
