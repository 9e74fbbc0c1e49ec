// Motion where something moves in the mathematics: after a single step, never while training runs, and never for
// those who asked their system for less motion.
import { useEffect, useRef, useState } from 'react';

/** Whether `now` is one iteration after `before`, both of them iterations at which training rested. */
export function isSingleStep(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && now !== undefined && now === before + 1;
}

/** The iteration that a single step has led to; null after anything else. `rest`: where training rests, if it does. */
export function useSingleStep(rest: number | undefined): number | null {
  const seen = useRef<{ rest: number | undefined; step: number | null }>({ rest, step: null });
  if (seen.current.rest !== rest) {
    const step = isSingleStep(seen.current.rest, rest) ? (rest ?? null) : null;
    seen.current = { rest, step };
  }
  return seen.current.step;
}

/** Whether the system asks for less motion. */
export const wantsLessMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** 0…1 over so many milliseconds after a single step; null at rest. */
export function useStepTime(step: number | null, milliseconds: number): number | null {
  const [time, setTime] = useState<number | null>(null);
  useEffect(() => {
    if (step === null || wantsLessMotion()) return;
    const begun = performance.now();
    let frame = requestAnimationFrame(function move(now) {
      const t = Math.max(0, now - begun) / milliseconds;
      setTime(t < 1 ? t : null);
      if (t < 1) frame = requestAnimationFrame(move);
    });
    return () => {
      cancelAnimationFrame(frame);
      setTime(null);
    };
  }, [step, milliseconds]);
  return time;
}

/** Slow at both ends. */
export const eased = (t: number): number => t * t * (3 - 2 * t);
