// Collects changes into one notification per animation frame. Hidden tabs paint no frames, so a timer stands in.

export interface FrameBatch {
  /** Notifies before the next paint. */
  schedule(): void;
  /** Notifies now. */
  flush(): void;
}

const HIDDEN_DELAY = 250;

function nextFrame(callback: () => void): void {
  if (typeof requestAnimationFrame === 'undefined' || document.hidden) setTimeout(callback, HIDDEN_DELAY);
  else requestAnimationFrame(() => callback());
}

export function createFrameBatch(
  notify: () => void,
  requestFrame: (callback: () => void) => void = nextFrame,
): FrameBatch {
  let waiting = false;
  return {
    schedule() {
      if (waiting) return;
      waiting = true;
      requestFrame(() => {
        if (!waiting) return;
        waiting = false;
        notify();
      });
    },
    flush() {
      waiting = false;
      notify();
    },
  };
}
