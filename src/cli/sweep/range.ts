// A range of values as it is asked for, `alpha=1e-4..1,log,16`, and the values that it stands for.
//
//   range = KEY '=' FROM '..' TO { ',' ( 'log' | COUNT ) }      each option once, in any order
import { readNumber } from '../../experiment/link/values.ts';
import { quoted } from '../../text/sentences.ts';

export interface Range {
  /** The field's key in the link. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Evenly spaced in logarithms. */
  readonly log: boolean;
  /** How many values; null: every whole number. */
  readonly count: number | null;
}

const EXAMPLES = 'such as alpha=1e-4..1,log,16 or n=1..10';

function numberIn(text: string, whole: string): number {
  const read = readNumber(text);
  if ('problem' in read) throw new Error(`${read.problem}; a range is ${EXAMPLES}, not ${quoted(whole)}`);
  if (!Number.isFinite(read.value)) throw new Error(`${quoted(text)} is too large`);
  return read.value;
}

function countIn(text: string, whole: string): number {
  const count = numberIn(text, whole);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`the number of values is a whole number from 1 on, not ${quoted(text)}`);
  return count;
}

/** @throws with what is wrong, where the text is no range */
export function readRange(text: string): Range {
  const parts = /^\s*([^=\s]+)\s*=([^,]*?)\.\.([^,]*)((?:,[^,]*)*)$/.exec(text);
  if (!parts) throw new Error(`a range is ${EXAMPLES}, not ${quoted(text)}`);
  const [, key, low, high, rest] = parts;
  const [from, to] = [numberIn(low, text), numberIn(high, text)];
  const options = rest.split(',').slice(1);
  const words = options.map((option) => option.trim().toLowerCase());
  const counts = words.filter((word) => word !== 'log');
  const log = words.length > counts.length;
  if (counts.length > 1 || words.length - counts.length > 1)
    throw new Error(`a range has one number of values and at most one "log", not ${quoted(rest.slice(1))}`);
  const count = counts.length === 1 ? countIn(counts[0], text) : null;
  if (from > to) throw new Error(`a range goes upwards, not from ${from} to ${to}`);
  if (log && from <= 0) throw new Error(`a log range begins above 0, not at ${from}`);
  if (count === 1 && from < to) throw new Error(`1 value cannot be both ${from} and ${to}`);
  return { key: key.toLowerCase(), from, to, log, count };
}

/** Digits of a value between the ends: what is written is what is trained with. */
const DIGITS = 6;

/**
 * The values of a range, upwards, its ends exact. Values of a whole-number field are rounded; what then repeats is left
 * out, so that there may be fewer than asked for. Without a number of values: every whole number.
 * @throws where the values would not be whole, or nobody says how many there are
 */
export function rangeValues({ key, from, to, log, count }: Range, integer: boolean): readonly number[] {
  if (integer && !(Number.isInteger(from) && Number.isInteger(to)))
    throw new Error(`${key} takes whole numbers, not ${from} to ${to}`);
  if (count === null && (!integer || log))
    throw new Error(`say how many values ${key} takes, as in ${key}=${from}..${to}${log ? ',log' : ''},16`);
  const steps = (count ?? to - from + 1) - 1;
  const between = Array.from({ length: Math.max(0, steps - 1) }, (_, i) => {
    const share = (i + 1) / steps;
    const value = log ? from * (to / from) ** share : from + (to - from) * share;
    return integer ? Math.round(value) : Number(value.toPrecision(DIGITS));
  });
  const values = [from, ...between.filter((value) => value > from && value < to), to];
  return values.filter((value, i) => i === 0 || value > values[i - 1]);
}
