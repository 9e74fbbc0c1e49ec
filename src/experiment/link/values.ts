// Reading and writing single values of the link. Readers never throw: they give a value or a reason, and
// say what they put right.
import { ACTIVATIONS, type Activation } from '../../learner/model.ts';
import { MODEL_LIMITS, type ModelSetting, widthsProblem } from '../../learner/modelSetting.ts';
import { excerpt, quoted } from '../../text/sentences.ts';
import type { Field } from '../fields/kinds.ts';
import { clampToField, fieldRange } from '../fieldTable.ts';
import type { TaskFamilyId } from '../types.ts';

export type Value = number | string | boolean;
/** `note`: what was put right, after the value's key, for example "7 is above 1, used 1". */
export type Read<T> = { readonly value: T; readonly note?: string } | { readonly problem: string };

/** Percent-decoding that leaves broken escapes as they stand. */
export function decodeEscapes(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** Percent-encoding that keeps what a reader wants to see: ~ ; , - . = : and the like. */
export function encodeText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /%(3B|2C|3D|3A|2F|40)/g,
    (code) => decodeURIComponent(code),
  );
}

/** Characters of a number at most: what is longer is not looked at. */
const LONGEST_NUMBER = 64;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A plain decimal number (may be too large: ±Infinity), or what is wrong. A typeset minus is read as one. */
export function readNumber(raw: string): { readonly value: number } | { readonly problem: string } {
  const text = raw.trim();
  if (text.length > LONGEST_NUMBER) {
    const most = `a number has ${LONGEST_NUMBER} characters at most`;
    return { problem: `${quoted(text)} has ${text.length} characters, ${most}` };
  }
  const plain = text.replace(/^\u2212/, '-');
  return NUMBER.test(plain) ? { value: Number(plain) } : { problem: `${quoted(text)} is not a number` };
}

function readNumberField(
  field: Field & { kind: 'number' },
  family: TaskFamilyId,
  text: string,
): Read<number> {
  const read = readNumber(text);
  if ('problem' in read) return read;
  const number = read.value;
  const value = clampToField(field, family, number);
  if (Object.is(value, number) || (value === 0 && number === 0)) return { value };
  const { min, max } = fieldRange(field, family);
  if (number > max) return { value, note: `${excerpt(text)} is above ${max}; used ${value}` };
  if (number < min) return { value, note: `${excerpt(text)} is below ${min}; used ${value}` };
  return { value, note: `${excerpt(text)} is not a whole number; used ${value}` };
}

/** Reads the text of a number, choice, text or flag field. */
export function readValue(field: Field, family: TaskFamilyId, raw: string): Read<Value> {
  const text = raw.trim();
  switch (field.kind) {
    case 'number':
      return readNumberField(field, family, text);
    case 'choice': {
      const asked = text.toLowerCase();
      const name = field.aliases && Object.hasOwn(field.aliases, asked) ? field.aliases[asked] : asked;
      const choice = field.choices.find(({ value }) => value === name);
      if (choice) return { value: choice.value };
      return { problem: `${quoted(text)} is none of ${field.choices.map(({ value }) => value).join(', ')}` };
    }
    case 'flag': {
      if (/^(1|true|yes|on)$/i.test(text)) return { value: true };
      if (/^(0|false|no|off)$/i.test(text)) return { value: false };
      return { problem: `${quoted(text)} is neither 1 nor 0` };
    }
    case 'text': {
      if (text.length > field.maxLength)
        return { problem: `${quoted(text)} is longer than ${field.maxLength} characters` };
      return field.pattern.test(text) ? { value: text } : { problem: `${quoted(text)} can't be read` };
    }
    case 'structured':
      return { problem: 'it has no single value' };
    default:
      throw new Error(`Unknown field kind ${JSON.stringify(field satisfies never)}.`);
  }
}

/** Shortest text that reads back as the same value. */
export function writeValue(value: Value): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

/** `mlp-40-40-relu` (hidden widths, activation), `cnn-32-32` or `cnn-32-32-h64` (filters, hidden dense). */
export function readModel(raw: string): Read<ModelSetting> {
  const [kind, ...parts] = raw.trim().toLowerCase().split('-');
  if (kind === 'mlp' && parts.length > 0) {
    const activation = parts[parts.length - 1] as Activation;
    const widths = parts.slice(0, -1);
    if (ACTIVATIONS.includes(activation) && widths.every((width) => /^\d{1,4}$/.test(width))) {
      const hidden = widths.map(Number);
      const problem = widthsProblem(hidden, MODEL_LIMITS.hidden);
      return problem ? { problem } : { value: { kind, hidden, activation } };
    }
  }
  if (kind === 'cnn') {
    const firstHidden = parts.findIndex((part) => part.startsWith('h'));
    const split = firstHidden < 0 ? parts.length : firstHidden;
    const blocks = parts.slice(0, split);
    const dense = parts.slice(split);
    if (
      blocks.length > 0 &&
      blocks.every((b) => /^\d{1,4}$/.test(b)) &&
      dense.every((h) => /^h\d{1,4}$/.test(h))
    ) {
      const filters = blocks.map(Number);
      const hidden = dense.map((part) => Number(part.slice(1)));
      const problem =
        widthsProblem(filters, MODEL_LIMITS.filters) ?? widthsProblem(hidden, MODEL_LIMITS.headHidden);
      return problem ? { problem } : { value: { kind, filters, hidden } };
    }
  }
  return { problem: `${quoted(raw)} is no model such as mlp-40-40-relu or cnn-32-32` };
}

export function writeModel(model: ModelSetting): string {
  if (model.kind === 'mlp') return ['mlp', ...model.hidden, model.activation].join('-');
  return ['cnn', ...model.filters, ...model.hidden.map((width) => `h${width}`)].join('-');
}
