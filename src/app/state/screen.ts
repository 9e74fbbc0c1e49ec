// How the page is looked at right now: the figure that fills the screen. Never part of a link.
import { create } from 'zustand';

export interface ScreenState {
  /** Id of the figure that fills the screen. */
  readonly large: string | null;
  readonly set: (change: Partial<Omit<ScreenState, 'set'>>) => void;
}

export const useScreen = create<ScreenState>((set) => ({
  large: null,
  set: (change) => set(change),
}));
