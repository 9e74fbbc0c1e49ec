// The page's picture of the run: one immutable snapshot, and who is told when it changes.
import { defaultExperiment } from '../experiment/defaults.ts';
import { createFrameBatch } from './frameBatch.ts';
import type { LabSnapshot } from './types.ts';

export const EMPTY: LabSnapshot = {
  experiment: defaultExperiment,
  state: 'loading',
  iteration: 0,
  iterationsPerSecond: 0,
  replayTarget: null,
  replaySecondsLeft: null,
  evaluating: null,
  backend: null,
  laneInfo: [],
  taskNames: [],
  testTaskNames: [],
  seriesVersion: 0,
  series: [],
  views: { adaptation: null, 'step-loss': null, landscape: null, anatomy: null },
  stops: [],
  progress: null,
  notices: [],
  error: null,
  probe: { kind: 'drawn', index: 0 },
  snapshotIterations: [],
  scrub: null,
};

export interface Snapshots {
  readonly now: LabSnapshot;
  subscribe(listener: () => void): () => void;
  /** Publishes before the next paint. */
  update(change: Partial<LabSnapshot>): void;
  /** Publishes at once: what the user did shows without delay. */
  updateNow(change: Partial<LabSnapshot>): void;
  /** Adds a notice unless the same one is shown already. */
  notice(field: string, message: string): void;
  /** Tells nobody any more. */
  dispose(): void;
}

export function createSnapshots(requestFrame?: (callback: () => void) => void): Snapshots {
  const listeners = new Set<() => void>();
  let now = EMPTY;
  const batch = createFrameBatch(() => {
    for (const listener of listeners) listener();
  }, requestFrame);

  function update(change: Partial<LabSnapshot>): void {
    now = { ...now, ...change };
    batch.schedule();
  }

  return {
    get now() {
      return now;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
    updateNow(change) {
      now = { ...now, ...change };
      batch.flush();
    },
    notice(field, message) {
      if (now.notices.some((one) => one.message === message)) return;
      update({ notices: [...now.notices, { field, message }] });
    },
    dispose: () => listeners.clear(),
  };
}
