// Pieces of Python: text without its indentation in the source, values as literals, citations for docstrings.
import type { Source } from '../experiment/axes/entry.ts';

/** A piece of a script: functions that stand for one idea. Settings are read as `s.<link key>`. */
export type Python = string;

/** Python text as it is written here, backslashes included, without the blank lines around it. */
export function python(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Python {
  return String.raw(strings, ...values).replace(/^\n+|\s+$/g, '');
}

/** Where an update stands, for a docstring. */
export function cite({ paper, equation }: Source): string {
  return `${paper}, ${equation}`;
}

/** A number, text, list or null as Python writes it. @throws for a number that is not finite */
export function literal(value: unknown): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`A script holds finite numbers only, not ${value}.`);
      return String(value);
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      throw new Error(`A script cannot hold a value of type ${typeof value}.`);
  }
}

/** Lines of comment, for text that may hold line breaks. */
export function comment(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map((line) => `# ${line}`)
    .join('\n');
}

/** A dictionary by name, one line. */
export function dictionary(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${literal(value)}`);
  return `dict(${pairs.join(', ')})`;
}
