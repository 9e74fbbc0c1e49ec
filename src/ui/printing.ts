// Whether the page is being put on paper (or saved as PDF): drawings are then made anew for it, whole and as vectors.
import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

const query = 'print';
let forced = false;

const isPrinting = () => forced || matchMedia(query).matches;

function subscribe(listener: () => void): () => void {
  const media = matchMedia(query);
  // The browser takes the page as it is after this event.
  const before = () => {
    forced = true;
    flushSync(listener);
  };
  const after = () => {
    forced = false;
    listener();
  };
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  media.addEventListener('change', listener);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
    media.removeEventListener('change', listener);
  };
}

export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting, () => false);
}
