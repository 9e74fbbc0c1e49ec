// What every value of an axis says of itself, and the words that its lines of the rule are written with.
// A lane's update is a point on six axes; each axis has a file here with one entry per value.

/** Where an update stands. */
export interface Source {
  readonly paper: string;
  readonly equation: string;
}

/** `F`: the lane fields that the axis may name. */
export interface AxisEntry<F extends string = string> {
  /** In the settings. */
  readonly label: string;
  /** On a lane's card. */
  readonly short: string;
  /** What it means, beside the choice; absent where the short label says all. */
  readonly hint?: string;
  /** What it puts into the rule, as TeX; empty: nothing. */
  readonly symbol: string;
  /** Fields that a lane reads because of this value. A field that no value names is read by every lane. */
  readonly fields: readonly F[];
  readonly source: Source;
  /** One sentence on what the update does, where this value is what matters about it. */
  readonly remark: string | null;
}

export interface RuleLine {
  readonly name: string;
  readonly tex: string;
}

/** Fields that lines of the rule speak of. */
export type TermField =
  | 'alpha'
  | 'innerSteps'
  | 'beta'
  | 'betaPhi'
  | 'batch'
  | 'delta'
  | 'deltaRho'
  | 'l2'
  | 'etaP'
  | 'pairs'
  | 'agents'
  | 'stepScale'
  | 'smoothness'
  | 'hessianLipschitz'
  | 'stepTasks'
  | 'stepShots'
  | 'proximal'
  | 'cgSteps'
  | 'momentum'
  | 'beta1'
  | 'beta2';

/**
 * The terms of one lane's update as TeX. Notation: f_i support loss, h_i with its penalty, g_i query loss, D the
 * 0/1 diagonal of adapted coordinates, d_i the meta-gradient of task i, p the task weights.
 */
export interface Terms {
  /** A field's symbol (or its value), linked to its slider. */
  readonly field: (name: TermField) => string;
  /** A field's value. */
  readonly number: (name: TermField) => number;
  /** How many tasks an outer step sums over. */
  readonly tasks: string;
  /** A number as TeX. */
  readonly tex: (value: number) => string;
  /** D, or empty where every coordinate moves. */
  readonly mask: string;
  /** The inner objective: f_i, or h_i with its penalty. */
  readonly inner: string;
  /** The function whose Hessian counts: f_i or h_i, on the support set or a Hessian batch of its own. */
  readonly curved: string;
  /** ∇g_i(w_N). */
  readonly queryGradient: string;
}

/** Strikes a term through. */
export function drop(tex: string): string {
  return `\\cancel{${tex}}`;
}

/** The label of each value, for a choice. */
export function labelsOf<V extends string>(
  entries: Readonly<Record<V, AxisEntry>>,
): Readonly<Record<V, string>> {
  const pairs = Object.entries<AxisEntry>(entries).map(([value, { label }]) => [value, label]);
  return Object.fromEntries(pairs) as Record<V, string>;
}
