// A model as people choose it: its widths, before a task family says what goes in and comes out. The page and the
// link offer and accept the same widths.
import type { Activation } from './model.ts';

export type ModelSetting =
  | { readonly kind: 'mlp'; readonly hidden: readonly number[]; readonly activation: Activation }
  | { readonly kind: 'cnn'; readonly filters: readonly number[]; readonly hidden: readonly number[] };

/** How many layers of a kind a model may have, and how wide they may be. */
export interface WidthLimits {
  readonly fewest: number;
  readonly most: number;
  readonly widest: number;
  /** What the widths are, in the plural. */
  readonly what: string;
}

/** Hidden layers of an MLP; blocks of a CNN and hidden layers of its head. */
export const MODEL_LIMITS = {
  hidden: { fewest: 0, most: 5, widest: 512, what: 'hidden layers' },
  filters: { fewest: 1, most: 4, widest: 512, what: 'blocks' },
  headHidden: { fewest: 0, most: 2, widest: 512, what: 'hidden layers' },
} as const satisfies Readonly<Record<string, WidthLimits>>;

/** Why a model cannot have these widths, as the end of a sentence; null where it can. */
export function widthsProblem(widths: readonly number[], limits: WidthLimits): string | null {
  const { fewest, most, widest, what } = limits;
  if (widths.length > most) return `it has ${widths.length} ${what}, at most ${most} are possible`;
  if (widths.length < fewest) return `it has ${widths.length} ${what}, at least ${fewest} is needed`;
  const wrong = widths.find((width) => !(Number.isInteger(width) && width >= 1 && width <= widest));
  return wrong === undefined ? null : `${what} are 1 to ${widest} wide, not ${wrong}`;
}
