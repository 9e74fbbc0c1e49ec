// Collects changes into one notification per animation frame. Where frames do not come, a timer stands in.

export interface FrameBatch {
  /** Notifies before the next paint. */
  schedule(): void;
  /** Notifies now. */
  flush(): void;
}

/** Frames that a busy or hidden page does not paint are not waited for longer than this, in milliseconds. */
const LONGEST_WAIT = 250;

function nextFrame(callback: () => void): void {
  let called = false;
  const once = () => {
    if (!called) callback();
    called = true;
  };
  setTimeout(once, LONGEST_WAIT);
  if (typeof requestAnimationFrame !== 'undefined') requestAnimationFrame(once);
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
