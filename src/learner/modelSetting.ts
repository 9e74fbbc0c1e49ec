// A model as people choose it: its widths, before a task family says what goes in and comes out.
import type { Activation } from './model.ts';

export type ModelSetting =
  | { readonly kind: 'mlp'; readonly hidden: readonly number[]; readonly activation: Activation }
  | { readonly kind: 'cnn'; readonly filters: readonly number[]; readonly hidden: readonly number[] };
