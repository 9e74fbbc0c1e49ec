// How the page is looked at right now: what fills the screen, what is unfolded. Never part of a link.
import { create } from 'zustand';
import { recall } from '../../ui/memory.ts';

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
  /** Single keys act. */
  readonly keys: boolean;
  /** The list of keys is open. */
  readonly keyList: boolean;
  /** A ring follows the pointer. */
  readonly pointer: boolean;
  readonly set: (change: Partial<Omit<ScreenState, 'set'>>) => void;
}

export const useScreen = create<ScreenState>((set) => ({
  large: null,
  slider: 'alpha',
  settings: false,
  keys: recall('keys') !== 'off',
  keyList: false,
  pointer: false,
  set: (change) => set(change),
}));
