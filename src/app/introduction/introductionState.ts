// Whether the introduction is open and at which step, and whether this browser has been offered it.
import { create } from 'zustand';

const KEY = 'innerloop.introduction';

// Private windows and embedded frames may refuse storage. Where nothing is remembered nothing is offered either: an
// offer that cannot be forgotten would come back at every visit.
function firstVisit(): boolean {
  try {
    if (localStorage.getItem(KEY) !== null) return false;
    localStorage.setItem(KEY, 'offered');
    return true;
  } catch {
    return false;
  }
}

interface IntroductionState {
  /** Index of the open step; null: closed. */
  readonly at: number | null;
  readonly offered: boolean;
  readonly open: (at: number | null) => void;
  readonly decline: () => void;
}

export const useIntroduction = create<IntroductionState>((set) => ({
  at: null,
  // A link has its own purpose, and so has a page in another one's frame.
  offered: window.parent === window && window.location.hash === '' && firstVisit(),
  open: (at) => set({ at, offered: false }),
  decline: () => set({ offered: false }),
}));
