// One drag, or one held key, is one change: the control and its label follow at once, and the value is handed on
// when the gesture ends. Changes without a gesture (filled in, by assistive technology) end when they have been
// still for a moment. Where a change may act while the control moves, every value is handed on.
import { useEffect, useRef, useState } from 'react';

/** Milliseconds without a change after which one without a gesture has ended. */
const STILL = 200;
/** The page shows a value that was handed on within so many milliseconds; until then the control shows it itself. */
const ANSWER = 250;

interface Gesture {
  /** What the control shows. */
  readonly shown: number;
  readonly move: (value: number) => void;
  readonly begin: () => void;
  /** Begins with a pointer that is down, and ends with it. */
  readonly drag: () => void;
  readonly end: () => void;
}

/** @param acts whether a change acts while the control still moves; asked at every change */
export function useGesture(value: number, onChange: (value: number) => void, acts: () => boolean): Gesture {
  const [draft, setDraft] = useState<number | null>(null);
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  const held = useRef(false);
  const waiting = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const later = (callback: () => void, milliseconds: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(callback, milliseconds);
  };
  const settle = useRef(() => {
    const next = waiting.current;
    if (next === null) return;
    waiting.current = null;
    later(() => setDraft(null), ANSWER);
    if (next !== latest.current.value) latest.current.onChange(next);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a value that arrived ends the draft
  useEffect(() => {
    if (waiting.current === null) setDraft(null);
  }, [value]);
  useEffect(() => {
    const finish = settle.current;
    return () => {
      finish();
      clearTimeout(timer.current);
    };
  }, []);

  const begin = () => {
    held.current = true;
    clearTimeout(timer.current);
  };
  const end = () => {
    held.current = false;
    settle.current();
  };
  return {
    begin,
    end,
    drag() {
      begin();
      const over = new AbortController();
      const finish = () => {
        over.abort();
        end();
      };
      for (const what of ['pointerup', 'pointercancel'])
        window.addEventListener(what, finish, { signal: over.signal });
    },
    shown: draft ?? value,
    move(next) {
      if (acts()) {
        waiting.current = null;
        setDraft(null);
        latest.current.onChange(next);
        return;
      }
      waiting.current = next;
      setDraft(next);
      if (!held.current) later(settle.current, STILL);
    },
  };
}
