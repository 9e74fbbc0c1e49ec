// Values of command-line options, each read in one place: wrong ones throw a sentence that says what is right.
import { statSync } from 'node:fs';

/** The values of options that must be there. */
export function needed<Name extends string>(
  values: Readonly<Partial<Record<Name, string>>>,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const flags = names.map((name) => `--${name}`);
  const last = flags.pop();
  const list = flags.length > 0 ? `${flags.join(', ')} and ${last} are` : `${last} is`;
  if (names.some((name) => !values[name])) throw new Error(`${list} needed`);
  return values as Record<Name, string>;
}

/** One of the names. */
export function oneOf<T extends string>(flag: string, text: string, names: readonly T[]): T {
  const name = names.find((one) => one === text);
  if (name === undefined) throw new Error(`${flag} is one of ${names.join(', ')}, not "${text}"`);
  return name;
}

/** Several of the names, separated by commas; all where the option is absent. */
export function someOf<T extends string>(
  flag: string,
  text: string | undefined,
  names: readonly T[],
): readonly T[] {
  return text?.split(',').map((name) => oneOf(flag, name.trim(), names)) ?? names;
}

export function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || text.trim() === '')
    throw new Error(`${flag} is a whole number from ${least} on, not "${text}"`);
  return value;
}

export function positiveNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`${flag} is a positive number, not "${text}"`);
  return value;
}

/** A folder that is there; `holding` says of what. */
export function folderOf(flag: string, path: string, holding: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${flag} is a folder of ${holding}; "${path}" is none`);
  return path;
}
