// The link of the current state, kept in the address while settings change; links pasted there are opened.
import { useCallback, useEffect } from 'react';
import type { LabClient, LabSnapshot } from '../../client/types.ts';
import { encodeLink } from '../../experiment/link/link.ts';
import type { Experiment } from '../../experiment/types.ts';
import { withLesson } from '../../lessons/place.ts';
import { useLecture } from '../../ui/appearance.ts';
import { useLabHandle } from '../state/labContext.ts';
import type { RunHistory } from '../state/runHistory.ts';
import { ownView, useView } from '../state/viewState.ts';
import { createBrowserPlaces } from './browserPlaces.ts';
import { createHashSync } from './hashSync.ts';
import { linkViewOf } from './linkView.ts';
import { openLink } from './openLink.ts';

/** The experiment as a link holds it: where training is, or a replay is going, with the figures that are shown. */
function linkedExperiment(snapshot: LabSnapshot): Experiment {
  const iter = snapshot.replayTarget ?? Math.max(snapshot.iteration, pendingTarget(snapshot));
  return { ...snapshot.experiment, iter, figures: useView.getState().figures };
}

/** The exact state as a hash, with how it is looked at. */
export function hashOf(snapshot: LabSnapshot): string {
  return encodeLink(linkedExperiment(snapshot), linkViewOf(snapshot));
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
  const encode = useCallback(
    () => withLesson(hashOf(client.getSnapshot()), useView.getState().lesson),
    [client],
  );

  useEffect(() => {
    const address = followAddress(history, encode);
    let seen: unknown[] = [];
    const changed = () => {
      const { experiment, iteration, replayTarget, probe, scrub } = client.getSnapshot();
      const view = [...Object.values(ownView()), useLecture.getState().on];
      const now = [experiment, iteration, replayTarget, probe, scrub, ...view];
      if (seen.length > 0 && now.every((value, i) => value === seen[i])) return;
      seen = now;
      address.changed();
    };
    changed();
    const unsubscribe = subscribe(changed);
    const unsubscribeView = useView.subscribe(changed);
    const unsubscribeLecture = useLecture.subscribe(changed);
    return () => {
      unsubscribe();
      unsubscribeView();
      unsubscribeLecture();
      address.end();
    };
  }, [client, history, subscribe, encode]);

  return useCallback(() => {
    const base = window.location.href.split('#')[0];
    return base + encode();
  }, [encode]);
}
