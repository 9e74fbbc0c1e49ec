// How components read the lab: whole snapshots at most once per animation frame, and figures one per frame
// in turn, so that drawing never adds up to a long task while training.
import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { LabClient, LabSnapshot } from '../../client/types.ts';
import { takesTurn } from './figureTurn.ts';
import { createFrameQueue, type FrameQueue } from './frameQueue.ts';
import { createRunHistory, type HistoryState, type RunHistory } from './runHistory.ts';
import { ownView, useView } from './viewState.ts';

interface LabHandle {
  /** What it changes can be undone. */
  readonly client: LabClient;
  readonly history: RunHistory;
  readonly frames: FrameQueue;
  /** Like client.subscribe, but at most once per frame. */
  readonly subscribe: (listener: () => void) => () => void;
}

export const LabContext = createContext<LabHandle | null>(null);

// Hidden tabs get no animation frames; a slow timer keeps the link and the title true there.
function nextFrame(callback: () => void): () => void {
  const timer = setTimeout(run, 250);
  const frame = requestAnimationFrame(run);
  function run() {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    callback();
  }
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
}

export function createLabHandle(client: LabClient): LabHandle & { dispose: () => void } {
  const listeners = new Set<() => void>();
  const frames = createFrameQueue(nextFrame);
  let waiting: (() => void) | null = null;
  const unsubscribe = client.subscribe(() => {
    frames.markAll();
    waiting ??= nextFrame(() => {
      waiting = null;
      for (const listener of [...listeners]) listener();
    });
  });
  const history = createRunHistory(client, {
    view: ownView,
    show: (view) => useView.getState().set(view),
    now: () => performance.now(),
  });
  return {
    client: history.client,
    history,
    frames,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      waiting?.();
      unsubscribe();
      frames.dispose();
    },
  };
}

export function useLabHandle(): LabHandle {
  const handle = useContext(LabContext);
  if (!handle) throw new Error('This component needs a LabContext above it.');
  return handle;
}

export function useClient(): LabClient {
  return useLabHandle().client;
}

/** What can be undone and redone, and what is said about it. */
export function useHistory(): HistoryState {
  const { history } = useLabHandle();
  return useSyncExternalStore(history.subscribe, history.getState);
}

/** One value of the snapshot; renders again only when that value changes (compared with Object.is). */
export function useLab<T>(select: (snapshot: LabSnapshot) => T): T {
  const { client, subscribe } = useLabHandle();
  return useSyncExternalStore(subscribe, () => select(client.getSnapshot()));
}

/** A value that changes many times a second and is read at leisure: at most one render per interval. */
export function useSlowLab<T>(select: (snapshot: LabSnapshot) => T, milliseconds = 250): T {
  const { client, subscribe } = useLabHandle();
  const [throttled] = useState(() => (listener: () => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        listener();
      }, milliseconds);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  });
  return useSyncExternalStore(throttled, () => select(client.getSnapshot()));
}

/** The snapshot for a figure: its turn comes at most once per frame; off screen only when training rests or the page is printed. */
export function useFigureSnapshot(element: React.RefObject<HTMLElement | null>): LabSnapshot {
  const { client, frames } = useLabHandle();
  const [snapshot, setSnapshot] = useState(() => client.getSnapshot());
  const visible = useRef(true);
  const watch = useRef<{ observe: (element: Element | null) => void } | null>(null);

  useEffect(() => {
    const entry = frames.add(() => {
      const latest = client.getSnapshot();
      const draws = takesTurn(visible.current, latest.state);
      if (draws) setSnapshot(latest);
      return draws;
    });
    // The browser takes the page as it is after this event.
    const print = () => flushSync(() => setSnapshot(client.getSnapshot()));
    window.addEventListener('beforeprint', print);
    const observer = new IntersectionObserver((changes) => {
      visible.current = changes[changes.length - 1].isIntersecting;
      if (visible.current) entry.mark();
    });
    let observed: Element | null = null;
    watch.current = {
      observe(next) {
        if (next === observed) return;
        observer.disconnect();
        observed = next;
        visible.current = true;
        if (next) observer.observe(next);
        entry.mark();
      },
    };
    entry.mark();
    return () => {
      watch.current = null;
      window.removeEventListener('beforeprint', print);
      observer.disconnect();
      entry.remove();
    };
  }, [client, frames]);

  // Another kind of task may bring another element.
  useEffect(() => watch.current?.observe(element.current));

  return snapshot;
}
