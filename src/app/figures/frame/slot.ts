// The place of a figure on the page: which figure it is, and how it is moved.
import { createContext } from 'react';
import type { FigureDefinition } from './figure.ts';

export interface Arrange {
  /** Puts a figure in the place of another one. */
  readonly onto: (id: string, target: string) => void;
  /** One place earlier (−1) or later (+1). */
  readonly by: (id: string, places: -1 | 1) => void;
  /** Makes it the main figure. */
  readonly toFront: (id: string) => void;
  /** Takes it off the page; "Figures" brings it back. */
  readonly remove: (id: string) => void;
}

export interface Place {
  readonly first: boolean;
  readonly last: boolean;
}

export interface Slot {
  readonly figure: FigureDefinition;
  readonly arrange: Arrange;
  readonly place: Place;
}

/** Null outside the lab. */
export const SlotContext = createContext<Slot | null>(null);
