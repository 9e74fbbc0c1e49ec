// The class pairs of the binary tasks as text: "m0-1,f2-4" (m MNIST, f Fashion-MNIST).
import { quoted } from '../../text/sentences.ts';

const SETS = { m: 'mnist', f: 'fashion-mnist' } as const;

/** What can be read as pairs; that the two classes differ is checked where they are parsed. */
export const CLASS_PAIRS = /^[mf]\d-\d(,[mf]\d-\d){0,19}$/;

export interface ClassPair {
  readonly set: 'mnist' | 'fashion-mnist';
  readonly first: number;
  readonly second: number;
}

/** Reads "m0-1,m2-3,m4-9,f2-4". @throws naming the entry that cannot be read */
export function parseClassPairs(text: string): ClassPair[] {
  const pairs = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry): ClassPair => {
      const match = /^([mf])([0-9])-([0-9])$/.exec(entry);
      if (!match || match[2] === match[3])
        throw new Error(
          `class pair ${quoted(entry)} is not of the form m0-1 or f2-4 (m MNIST, f Fashion-MNIST, two different classes 0…9)`,
        );
      return { set: SETS[match[1] as 'm' | 'f'], first: Number(match[2]), second: Number(match[3]) };
    });
  if (pairs.length === 0)
    throw new Error(`class pairs ${quoted(text)} name no pair: write for example "m0-1,f2-4"`);
  return pairs;
}
