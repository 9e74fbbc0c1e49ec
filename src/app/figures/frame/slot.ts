// The place of a figure on the page: which figure it is, and how it is moved.
import { createContext } from 'react';
import type { FigureDefinition } from './figure.ts';

export interface Arrange {
  /** Puts a figure in the place of another one. */
  readonly onto: (id: string, target: string) => void;
  /** One place earlier (−1) or later (+1). */
  readonly by: (id: string, places: -1 | 1) => void;
}

export interface Slot {
  readonly figure: FigureDefinition;
  readonly arrange: Arrange;
}

/** Null outside the lab. */
export const SlotContext = createContext<Slot | null>(null);
