// What the user looks at, apart from the run itself: what a link says of it, and what is highlighted at the moment.
import { create } from 'zustand';
import type { LaneField } from '../../experiment/types.ts';
import { defaultView, type LinkView } from '../../experiment/viewFields.ts';

/** What the client and the appearance keep themselves; a link gathers it when it is made. */
type KeptElsewhere = 'heldAt' | 'shownTask' | 'ownTask' | 'lecture';
export type XAxis = LinkView['xAxis'];
/** The part of the view that stands here. */
export type OwnView = Omit<LinkView, KeptElsewhere> & {
  /** Figures chosen by the user or the link, in order; empty: the default of this kind of experiment. */
  readonly figures: readonly string[];
  /** The place in a lesson that is open, as links write it; empty: none. */
  readonly lesson: string;
};

export interface ViewState extends OwnView {
  readonly litField: LaneField | null;
  readonly litTask: number | null;
  readonly set: (change: Partial<Omit<ViewState, 'set'>>) => void;
}

export const useView = create<ViewState>((set) => {
  const { heldAt: _, shownTask: __, ownTask: ___, lecture: ____, ...own } = defaultView;
  return { ...own, litField: null, litTask: null, figures: [], lesson: '', set: (change) => set(change) };
});

/** The view as it is now, without what is highlighted. */
export function ownView(): OwnView {
  const { litField: _, litTask: __, set: ___, ...own } = useView.getState();
  return own;
}
