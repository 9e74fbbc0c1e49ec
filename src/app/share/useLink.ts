// The link of the current state, kept in the address while settings change; links pasted there are opened.
import { useCallback, useEffect, useMemo } from 'react';
import type { LabSnapshot } from '../../client/types.ts';
import { encodeLink } from '../../experiment/link/link.ts';
import { useLabHandle } from '../state/labContext.ts';
import { useView } from '../state/viewState.ts';
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

/** Returns the full link of the moment. */
export function useLink(): () => string {
  const { client, subscribe } = useLabHandle();
  const sync = useMemo(
    () =>
      createHashSync({
        read: () => window.location.hash,
        write: (hash) => window.history.replaceState(window.history.state, '', hash),
        onForeign: (hash) => openLink(client, hash),
        later: (callback, milliseconds) => {
          const timer = setTimeout(callback, milliseconds);
          return () => clearTimeout(timer);
        },
        now: () => performance.now(),
      }),
    [client],
  );

  const encode = useCallback(() => hashOf(client.getSnapshot(), useView.getState().figures), [client]);

  useEffect(() => {
    let seen: unknown[] = [];
    const changed = () => {
      const { experiment, iteration, replayTarget } = client.getSnapshot();
      const now = [experiment, iteration, replayTarget, useView.getState().figures];
      if (seen.length > 0 && now.every((value, i) => value === seen[i])) return;
      seen = now;
      sync.changed(encode);
    };
    changed();
    const unsubscribe = subscribe(changed);
    const unsubscribeView = useView.subscribe(changed);
    window.addEventListener('hashchange', sync.hashChanged);
    return () => {
      unsubscribe();
      unsubscribeView();
      window.removeEventListener('hashchange', sync.hashChanged);
      sync.dispose();
    };
  }, [client, subscribe, sync, encode]);

  return useCallback(() => {
    const base = window.location.href.split('#')[0];
    return base + encode();
  }, [encode]);
}
