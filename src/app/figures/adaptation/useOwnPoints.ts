// Support points that the user edits: they follow the pointer at once, and the worker hears of them once per frame.
import { useEffect, useRef, useState } from 'react';
import type { SupportPoint } from '../../../charts/adaptation/adaptationData.ts';

/** How long a settled draft is kept, ms: until the worker's answer holds the same points. */
const ANSWER = 120;

interface OwnPoints {
  /** Points that are being edited; null: those of the shown task. */
  readonly draft: readonly SupportPoint[] | null;
  readonly edit: (points: readonly SupportPoint[], settled: boolean) => void;
  readonly drop: () => void;
}

export function useOwnPoints(send: (points: readonly SupportPoint[]) => void): OwnPoints {
  const [draft, setDraft] = useState<readonly SupportPoint[] | null>(null);
  const pending = useRef<{ frame: number; points: readonly SupportPoint[] } | null>(null);
  useEffect(() => () => cancelAnimationFrame(pending.current?.frame ?? 0), []);
  const edit = (points: readonly SupportPoint[], settled: boolean) => {
    setDraft(points);
    if (pending.current) pending.current.points = points;
    else {
      const frame = requestAnimationFrame(() => {
        const latest = pending.current;
        pending.current = null;
        if (latest) send(latest.points);
      });
      pending.current = { frame, points };
    }
    if (settled) setTimeout(() => setDraft((now) => (now === points ? null : now)), ANSWER);
  };
  return { draft, edit, drop: () => setDraft(null) };
}
