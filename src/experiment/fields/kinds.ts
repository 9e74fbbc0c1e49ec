// The kinds of fields that a table of settings is made of, and a constructor for each. A field is declared once:
// its values' type, default, range and words are all read from the declaration.

interface FieldBase {
  /** Key in the link. */
  readonly key: string;
  /** Accessible name in the page. */
  readonly label: string;
  /** The papers' symbol; empty where there is none. */
  readonly symbol: string;
  /** One line for the page. */
  readonly help: string;
  /** Live: a change acts on the next iteration and is recorded as an edit; else training restarts. */
  readonly live: boolean;
}

export interface FieldRange {
  readonly min: number;
  readonly max: number;
}

export interface NumberField extends FieldBase, FieldRange {
  readonly kind: 'number';
  readonly default: number;
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
  /** Slider step; on a log scale the factor's exponent to base 10. */
  readonly step: number;
  readonly unit: string;
  /** Upper end of the slider where the link accepts more. */
  readonly sliderMax?: number;
  /** Ranges that differ in some families. */
  readonly familyRanges?: Readonly<Record<string, FieldRange>>;
  /** The symbol as TeX where it stands in the rule. */
  readonly tex?: string;
  /** A value other than the default acts in every lane, whatever the switches say. */
  readonly actsWhenSet?: boolean;
}

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly label: string;
}

export interface ChoiceField<V extends string = string> extends FieldBase {
  readonly kind: 'choice';
  readonly default: V;
  readonly choices: readonly Choice<V>[];
  /** What links of earlier releases call a value. */
  readonly aliases?: Readonly<Record<string, V>>;
}

/** `pattern` tells readable text from garbage; meaning is checked where the text is used. */
export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly default: string;
  readonly pattern: RegExp;
  readonly maxLength: number;
}

export interface FlagField extends FieldBase {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** Has a grammar of its own in the link: model, lanes, edits, figures. */
export interface StructuredField<T = unknown> extends FieldBase {
  readonly kind: 'structured';
  readonly default: T;
}

export type Field = NumberField | ChoiceField | TextField | FlagField | StructuredField;

/** The unit beside a field's label; none where the label says it already: "Test tasks" are tasks. */
export function unitBeside(field: Field): string {
  if (field.kind !== 'number') return '';
  return field.label.toLowerCase().includes(field.unit) ? '' : field.unit;
}

/** What a field holds. */
export type ValueOf<F extends Field> = F['default'];
/** What the fields of a table hold together. */
export type ValuesOf<T extends Readonly<Record<string, Field>>> = {
  readonly [K in keyof T]: ValueOf<T[K]>;
};

/** Symbol and live may be left out: no symbol, restart. */
type Spec<T extends FieldBase, K extends keyof T = never> = Omit<T, 'kind' | 'symbol' | 'live' | K> &
  Partial<Pick<T, 'symbol' | 'live' | K>>;

const BASE = { symbol: '', live: false };

export function number(spec: Spec<NumberField, 'integer' | 'scale' | 'unit'>): NumberField {
  return { ...BASE, integer: false, scale: 'linear', unit: '', ...spec, kind: 'number' };
}

export function integer(spec: Spec<NumberField, 'integer' | 'scale' | 'unit' | 'step'>): NumberField {
  return number({ step: 1, ...spec, integer: true });
}

/** `values`: the label of each value, in the order in which the page offers them. */
export function choice<V extends string>(
  values: Readonly<Record<V, string>>,
  spec: Spec<Omit<ChoiceField<NoInfer<V>>, 'choices'>>,
): ChoiceField<V> {
  const choices = (Object.keys(values) as V[]).map((value) => ({ value, label: values[value] }));
  return { ...BASE, ...spec, kind: 'choice', choices };
}

/** The label of a value, or the value itself where the field has no such choice. */
export function choiceLabel({ choices }: ChoiceField, value: unknown): string {
  return choices.find((one) => one.value === value)?.label ?? String(value);
}

export function text(spec: Spec<TextField>): TextField {
  return { ...BASE, ...spec, kind: 'text' };
}

export function flag(spec: Spec<FlagField>): FlagField {
  return { ...BASE, ...spec, kind: 'flag' };
}

export function structured<T>(spec: Spec<StructuredField<T>>): StructuredField<T> {
  return { ...BASE, ...spec, kind: 'structured' };
}

/** Log scale in hundredths of a decade. */
export const LOG = { scale: 'log', step: 0.01 } as const;

/** The defaults of a table's fields. */
export function defaultsOf<T extends Readonly<Record<string, Field>>>(fields: T): ValuesOf<T> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.default]),
  ) as ValuesOf<T>;
}
