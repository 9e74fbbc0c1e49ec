// Whether the glossary is open, and at which term: any "?" of the page opens it there.
import { create } from 'zustand';
import type { TermId } from '../../experiment/terms/glossary.ts';

interface GlossaryState {
  /** `true`: open at its top. */
  readonly shown: TermId | boolean;
  readonly show: (shown: TermId | boolean) => void;
}

export const useGlossary = create<GlossaryState>((set) => ({
  shown: false,
  show: (shown) => set({ shown }),
}));
