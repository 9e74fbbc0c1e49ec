// Finite sets of sinusoids whose tasks are bands of amplitude, as text for the link: "95x0.1-1.05,5x4.95-5" is 95 bands
// of equal width from 0.1 to 1.05 and 5 from 4.95 to 5 (Collins, Mokhtari and Shakkottai 2020); "1x4-5@0.1" is drawn
// with probability 0.1 in all. Amplitude within the band, phase and points are fresh at every draw.

import { MOST_TASKS } from '../shared/options.ts';

const NUMBER = String.raw`\d{1,2}(?:\.\d{1,6})?`;
const PART = String.raw`\d{1,5}x${NUMBER}-${NUMBER}(?:@${NUMBER})?`;
/** Empty: none. */
export const BANDS = new RegExp(`^(?:${PART}(?:,${PART})*)?$`);

export interface Band {
  readonly low: number;
  readonly high: number;
  /** Probability of a draw. */
  readonly ambient: number;
}

/** Bands of equal width from low to high, each with this probability. */
export function evenBands(count: number, low: number, high: number, ambient: number): Band[] {
  const at = (i: number) => low + ((high - low) * i) / count;
  return Array.from({ length: count }, (_, i) => ({ low: at(i), high: at(i + 1), ambient }));
}

/**
 * The bands of a text, at most 10,000; none for an empty or unreadable one. A part's probability is shared evenly by
 * its bands and normalised; without one a part counts as many times as it has bands.
 */
export function parseBands(text: string): Band[] {
  if (text === '' || !BANDS.test(text)) return [];
  const parts = text.split(',').map((part) => {
    const [count, first, second, weight] = part.split(/[x@-]/).map(Number);
    return { count, low: Math.min(first, second), high: Math.max(first, second), weight: weight ?? count };
  });
  const total = parts.reduce((sum, { count, weight }) => sum + (count > 0 ? weight : 0), 0);
  return parts
    .flatMap(({ count, low, high, weight }) => evenBands(count, low, high, weight / (count * total)))
    .slice(0, MOST_TASKS);
}

/** For narrow figures and sentences. */
export function bandName({ low, high }: Band): string {
  const short = (value: number) => String(Number(value.toFixed(3)));
  return `amplitude ${short(low)} to ${short(high)}`;
}
