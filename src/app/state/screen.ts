// How the page is looked at right now: what fills the screen, what is unfolded. Never part of a link.
import { create } from 'zustand';

/** Shared fields whose sliders are always at hand. */
export const DOCK_FIELDS = ['alpha', 'innerSteps', 'beta'] as const;
export type DockField = (typeof DOCK_FIELDS)[number];

export interface ScreenState {
  /** Id of the figure that fills the screen. */
  readonly large: string | null;
  /** The dock's slider that was used last: the one that a narrow page shows. */
  readonly slider: DockField;
  /** The other settings are unfolded over the dock. */
  readonly settings: boolean;
  readonly set: (change: Partial<Omit<ScreenState, 'set'>>) => void;
}

export const useScreen = create<ScreenState>((set) => ({
  large: null,
  slider: 'alpha',
  settings: false,
  set: (change) => set(change),
}));
