// Keeps the worker informed which landscape is looked at: one while the figure is on screen in a visible tab.
import { type RefObject, useEffect, useState } from 'react';
import type { LandscapeRequest } from '../../../protocol/views.ts';
import { useClient } from '../../state/labContext.ts';

/** Whether any part of the element is on screen, in a tab that is shown. */
function useOnScreen(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  const [tab, setTab] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const observer = new IntersectionObserver((changes) => {
      setNear(changes[changes.length - 1].isIntersecting);
    });
    if (element.current) observer.observe(element.current);
    const change = () => setTab(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', change);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', change);
    };
  }, [element]);
  return near && tab;
}

/** Asks for this landscape while the figure is on screen, and for none otherwise. `wish` keeps its identity. */
export function useLandscapeRequest(
  figure: RefObject<HTMLElement | null>,
  wish: Omit<LandscapeRequest, 'lane'>,
  lane: number,
): void {
  const client = useClient();
  const seen = useOnScreen(figure);
  useEffect(() => {
    client.requestLandscape(seen ? { ...wish, lane } : null);
  }, [client, seen, wish, lane]);
  useEffect(() => () => client.requestLandscape(null), [client]);
}
