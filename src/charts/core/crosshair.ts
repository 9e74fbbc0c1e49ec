// What is being read in one chart, shared with the charts over the same axis: the pointer at iteration 300 of the
// meta-loss shows iteration 300 of the accuracy too. A store of its own, so that no chart is laid out again.
import { useSyncExternalStore } from 'react';

/** Position that somebody reads: `axis` names what x counts, `source` the chart that is read. */
interface Crosshair {
  readonly axis: string;
  readonly x: number;
  readonly source: string;
}

let current: Crosshair | null = null;
const listeners = new Set<() => void>();

/** Shows this position in the other charts over the same axis. */
export function showCrosshair(next: Crosshair): void {
  current = next;
  for (const listener of [...listeners]) listener();
}

/** Ends what `source` showed; what another chart shows since then stays. */
export function hideCrosshair(source: string): void {
  if (current?.source !== source) return;
  current = null;
  for (const listener of [...listeners]) listener();
}

/** The position that another chart over this axis reads; null where none does. */
export function linkedPosition(axis: string, self: string): number | null {
  return current && current.axis === axis && current.source !== self ? current.x : null;
}

export function subscribeCrosshair(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLinkedPosition(axis: string, self: string): number | null {
  return useSyncExternalStore(
    subscribeCrosshair,
    () => linkedPosition(axis, self),
    () => null,
  );
}
