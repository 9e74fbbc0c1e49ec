// Whether the introduction is open and at which step, and whether this browser has been offered it.
import { create } from 'zustand';
import { recall, remember } from '../../ui/memory.ts';

const KEY = 'introduction';

// Where nothing is remembered nothing is offered either: the offer would come back at every visit.
const firstVisit = () => recall(KEY) === null && remember(KEY, 'offered');

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
