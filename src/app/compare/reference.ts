// A stored run that a lesson draws behind the live curves, so that it says something before anything has run.
import { create } from 'zustand';
import type { Pin } from './pins.ts';

interface ReferenceStore {
  readonly reference: Pin | null;
  readonly show: (reference: Pin | null) => void;
}

export const useReference = create<ReferenceStore>((set) => ({
  reference: null,
  show: (reference) => set({ reference }),
}));
