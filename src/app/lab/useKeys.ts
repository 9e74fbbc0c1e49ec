// Lets single keys act on the page, unless they are switched off or the focus needs them.
import { useEffect } from 'react';
import type { LabClient } from '../../client/types.ts';
import { isTraining } from '../../protocol/payloads.ts';
import { useClient } from '../state/labContext.ts';
import { useScreen } from '../state/screen.ts';
import { useView } from '../state/viewState.ts';
import { belongsToFocus, type KeyAction, keyAction } from './keys.ts';

/** The figure on the page and, where the browser allows it, the page on the screen. */
function toggleFull(mainFigure: string): void {
  const { large, set } = useScreen.getState();
  set({ large: large === null ? mainFigure : null });
  if (large === null) void document.documentElement.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) void document.exitFullscreen();
}

function perform(action: KeyAction, client: LabClient, mainFigure: string): void {
  const { state, experiment } = client.getSnapshot();
  const { pointer, set } = useScreen.getState();
  const blocked = state === 'loading' || state === 'error';
  switch (action.kind) {
    case 'run':
      if (!blocked) (isTraining(state) ? client.pause : client.run)();
      return;
    case 'step':
      if (!blocked && state !== 'replaying') client.step();
      return;
    case 'reset':
      if (state !== 'loading') client.reset();
      return;
    case 'full':
      toggleFull(mainFigure);
      return;
    case 'pointer':
      set({ pointer: !pointer });
      return;
    case 'help':
      set({ keyList: true });
      return;
    case 'lane':
      if (action.lane < experiment.lanes.length) useView.getState().set({ lane: action.lane });
      return;
    default:
      throw new Error(`Unknown action ${JSON.stringify(action satisfies never)}.`);
  }
}

export function useKeys(mainFigure: string): void {
  const client = useClient();
  const on = useScreen((s) => s.keys);
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const action = keyAction(event.key);
      const target = event.target instanceof Element ? event.target : document.body;
      if (!action || (!on && action.kind !== 'help')) return;
      if (belongsToFocus(event.key, (selector) => target.closest(selector) !== null)) return;
      event.preventDefault();
      // A held key steps on; everything else happens once.
      if (!event.repeat || action.kind === 'step') perform(action, client, mainFigure);
    };
    // Leaving the browser's full screen (its own Escape) leaves the figure's too.
    const changed = () => {
      if (!document.fullscreenElement) useScreen.getState().set({ large: null });
    };
    window.addEventListener('keydown', down);
    document.addEventListener('fullscreenchange', changed);
    return () => {
      window.removeEventListener('keydown', down);
      document.removeEventListener('fullscreenchange', changed);
    };
  }, [client, on, mainFigure]);
}
