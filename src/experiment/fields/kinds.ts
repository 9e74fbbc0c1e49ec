// Short constructors for the rows of the field table.
import type { Choice, ChoiceField, FlagField, NumberField, StructuredField, TextField } from './fields.ts';

type Spec<T> = Omit<T, 'kind'>;
type Common = 'symbol' | 'live' | 'scope';
type Loose<T, K extends string> = Omit<Spec<T>, K & keyof Spec<T>> &
  Partial<Pick<Spec<T>, K & keyof Spec<T>>>;
type Scope = NumberField['scope'];

const base = { symbol: '', live: false };

export function number(
  scope: Scope,
  spec: Loose<NumberField, Common | 'integer' | 'scale' | 'unit'>,
): NumberField {
  return { ...base, integer: false, scale: 'linear', unit: '', ...spec, kind: 'number', scope };
}
export function integer(
  scope: Scope,
  spec: Loose<NumberField, Common | 'integer' | 'scale' | 'unit' | 'step'>,
): NumberField {
  return number(scope, { step: 1, ...spec, integer: true });
}
/** Labels in the order of the values. */
export function choice<V extends string>(
  scope: Scope,
  values: readonly V[],
  labels: Readonly<Record<V, string>>,
  spec: Loose<Omit<ChoiceField, 'choices'>, Common>,
): ChoiceField {
  const choices: Choice[] = values.map((value) => ({ value, label: labels[value] }));
  return { ...base, ...spec, kind: 'choice', scope, choices };
}
export function text(scope: Scope, spec: Loose<TextField, Common>): TextField {
  return { ...base, ...spec, kind: 'text', scope };
}
export function flag(scope: Scope, spec: Loose<FlagField, Common>): FlagField {
  return { ...base, ...spec, kind: 'flag', scope };
}
export function structured(key: string, label: string, help: string): StructuredField {
  return { ...base, kind: 'structured', scope: 'experiment', key, label, help };
}

/** Log scale in hundredths of a decade. */
export const LOG = { scale: 'log', step: 0.01 } as const;
