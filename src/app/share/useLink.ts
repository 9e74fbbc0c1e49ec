// The link of the current state, kept in the address while settings change; links pasted there are opened.
import { useCallback, useEffect } from 'react';
import type { LabClient, LabSnapshot } from '../../client/types.ts';
import { encodeLink } from '../../experiment/link/link.ts';
import { withLesson } from '../../lessons/place.ts';
import { useLabHandle } from '../state/labContext.ts';
import type { RunHistory } from '../state/runHistory.ts';
import { useView } from '../state/viewState.ts';
import { createBrowserPlaces } from './browserPlaces.ts';
import { createHashSync } from './hashSync.ts';
import { openLink } from './openLink.ts';

/** The exact state as a hash: where training is (or a replay is going), and which figures are shown. */
export function hashOf(snapshot: LabSnapshot, figures: readonly string[]): string {
  const iter = snapshot.replayTarget ?? Math.max(snapshot.iteration, pendingTarget(snapshot));
  return encodeLink({ ...snapshot.experiment, iter, figures });
}

/** A link that is still loading has not begun its replay yet. */
function pendingTarget({ state, experiment }: LabSnapshot): number {
  return state === 'loading' ? experiment.iter : 0;
}

/** The address of this document: its hash, and its list of entries. */
const ADDRESS = {
  state: () => window.history.state,
  push: (state: unknown, hash: string) => window.history.pushState(state, '', hash),
  replace: (state: unknown, hash: string) => window.history.replaceState(state, '', hash),
  go: (delta: number) => window.history.go(delta),
  later(callback: () => void, milliseconds: number) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  get ownsHistory() {
    return window.parent === window;
  },
};

/** Keeps the address and the page in step until it is ended. */
function followAddress(history: RunHistory, encode: () => string) {
  const open = (client: LabClient) => openLink(client, window.location.hash);
  const sync = createHashSync({
    read: () => window.location.hash,
    write: (hash) => places.write(hash),
    onForeign: () => places.typed(),
    later: ADDRESS.later,
    now: () => performance.now(),
  });
  const changed = () => sync.changed(encode);
  const places = createBrowserPlaces(history, ADDRESS, {
    encode,
    open,
    changed,
    flush: sync.flush,
    adopt: sync.adopt,
  });
  window.addEventListener('popstate', places.traversed);
  window.addEventListener('hashchange', sync.hashChanged);
  return {
    changed,
    end() {
      window.removeEventListener('popstate', places.traversed);
      window.removeEventListener('hashchange', sync.hashChanged);
      places.dispose();
      sync.dispose();
    },
  };
}

/** Returns the full link of the moment. */
export function useLink(): () => string {
  const { client, history, subscribe } = useLabHandle();
  const encode = useCallback(() => {
    const { figures, lesson } = useView.getState();
    return withLesson(hashOf(client.getSnapshot(), figures), lesson);
  }, [client]);

  useEffect(() => {
    const address = followAddress(history, encode);
    let seen: unknown[] = [];
    const changed = () => {
      const { experiment, iteration, replayTarget } = client.getSnapshot();
      const { figures, lesson } = useView.getState();
      const now = [experiment, iteration, replayTarget, figures, lesson];
      if (seen.length > 0 && now.every((value, i) => value === seen[i])) return;
      seen = now;
      address.changed();
    };
    changed();
    const unsubscribe = subscribe(changed);
    const unsubscribeView = useView.subscribe(changed);
    return () => {
      unsubscribe();
      unsubscribeView();
      address.end();
    };
  }, [client, history, subscribe, encode]);

  return useCallback(() => {
    const base = window.location.href.split('#')[0];
    return base + encode();
  }, [encode]);
}
