// Keeps the address and the experiment in step: settings are written to the hash a few times a second at
// most, and a hash that somebody else wrote (a pasted link) is handed to the page once.

interface HashSyncPorts {
  /** Current hash, with its '#', or empty. */
  readonly read: () => string;
  /** Answers false where it cannot be written now; it is then tried again. */
  readonly write: (hash: string) => boolean;
  /** Somebody else changed the hash. */
  readonly onForeign: (hash: string) => void;
  /** Calls back after so many milliseconds; returns how to cancel. */
  readonly later: (callback: () => void, milliseconds: number) => () => void;
  readonly now: () => number;
}

interface HashSync {
  /** The state's link has changed; `encode` is only called when it is really written. */
  changed(encode: () => string): void;
  /** To be called on `hashchange`. */
  hashChanged(): void;
  /** The address was changed to what is shown. */
  adopt(): void;
  /** Writes what is pending now. */
  flush(): void;
  dispose(): void;
}

/** Browsers refuse more than about 100 history writes in 10 seconds. */
const WRITE_INTERVAL = 400;

export function createHashSync(ports: HashSyncPorts, interval = WRITE_INTERVAL): HashSync {
  let written: string | null = null;
  let lastWrite = Number.NEGATIVE_INFINITY;
  let pending: (() => string) | null = null;
  let cancel: (() => void) | null = null;

  const flush = () => {
    cancel?.();
    cancel = null;
    if (!pending) return;
    if (written !== null && ports.read() !== written) {
      // Somebody else has changed the address, and the event that says so is still to come: it is theirs.
      pending = null;
      return;
    }
    const hash = pending();
    lastWrite = ports.now();
    if (hash === written || ports.write(hash)) {
      pending = null;
      written = ports.read();
    } else cancel = ports.later(flush, interval);
  };

  return {
    changed(encode) {
      pending = encode;
      if (cancel) return;
      const wait = lastWrite + interval - ports.now();
      if (wait <= 0) flush();
      else cancel = ports.later(flush, wait);
    },
    hashChanged() {
      const hash = ports.read();
      if (hash === written) return;
      // What was about to be written describes the state that the new link replaces.
      cancel?.();
      cancel = null;
      pending = null;
      written = hash;
      ports.onForeign(hash);
    },
    adopt() {
      written = ports.read();
    },
    flush,
    dispose() {
      cancel?.();
      cancel = null;
      pending = null;
    },
  };
}
