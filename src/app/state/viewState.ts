// What the user looks at, apart from the run itself: selected lane, highlighted symbol and task, axes.
import { create } from 'zustand';
import type { LaneField } from '../../experiment/types.ts';

export type XAxis =
  | 'iterations'
  | 'seconds'
  | 'gradient-evaluations'
  | 'hessian-products'
  | 'gradient-entries'
  | 'second-order-entries';

export interface ViewState {
  readonly lane: number;
  readonly litField: LaneField | null;
  readonly litTask: number | null;
  readonly xAxis: XAxis;
  readonly logY: boolean;
  readonly curves: 'test' | 'train' | 'both';
  /** 0 … 0.99: weight of the past in the drawn average. */
  readonly smoothing: number;
  readonly ruleValues: boolean;
  /** Figures chosen by the user or the link, in order; empty: the default of this kind of experiment. */
  readonly figures: readonly string[];
  /** The place in a lesson that is open, as links write it; empty: none. */
  readonly lesson: string;
  readonly set: (change: Partial<Omit<ViewState, 'set'>>) => void;
}

export const useView = create<ViewState>((set) => ({
  lane: 0,
  litField: null,
  litTask: null,
  xAxis: 'iterations',
  logY: true,
  curves: 'both',
  smoothing: 0,
  ruleValues: false,
  figures: [],
  lesson: '',
  set: (change) => set(change),
}));
