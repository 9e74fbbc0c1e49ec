// Names of curves: at their ends where they fit, otherwise in a legend above the plot.
import type { Size } from './geometry.ts';
import type { Marker } from './laneStyle.ts';
import type { Axis } from './scales.ts';

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly dash: string;
  readonly marker: Marker | null;
  readonly opacity: number;
  /** Of its line, px at scale 1; absent: as of a lane's main curve. */
  readonly width?: number;
  /** Written on its line. */
  readonly tag?: string;
}

export interface PlacedEntry extends LegendEntry {
  readonly x: number;
  readonly y: number;
}

export interface EndLabel {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly x: number;
  /** Where the text sits, and where its curve ends. */
  readonly y: number;
  readonly anchorX: number;
  readonly anchorY: number;
  readonly marker: Marker | null;
  /** Not a name: written lighter. */
  readonly quiet?: boolean;
}

/** Estimated width in px of a text in the page's face; layouts cannot measure, so this errs on the wide side. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) {
    if (/[iljtfrI.,:;'|!() ]/.test(character)) width += 0.35;
    else if (/[mwMW—]/.test(character)) width += 0.88;
    else if (/[A-Z]/.test(character)) width += 0.7;
    else width += 0.6;
  }
  return width * fontSize;
}

/** Room in px that the labels of a vertical axis take beside the plot. */
export function tickRoom(axis: Axis, scale: number): number {
  const widest = Math.max(0, ...axis.ticks.map((tick) => textWidth(tick.label, 12 * scale)));
  return Math.max(30 * scale, widest + 12 * scale);
}

/** The words that all names begin with, "amplitude " of bands of amplitudes: said once, they need no room in each. */
export function sharedWords(names: readonly string[]): string {
  const [first = '', ...rest] = names;
  if (rest.length === 0) return '';
  let length = first.length;
  for (const name of rest) {
    let same = 0;
    while (same < length && name[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, first.slice(0, length).lastIndexOf(' ') + 1);
}

/** Shortens a text to a width with an ellipsis. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, fontSize) > width) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/**
 * Breaks a text into lines of a width, at spaces and in links after `&`, `;` and `~`; the last of `most` lines ends
 * with an ellipsis where it does not fit.
 */
export function wrapText(text: string, width: number, fontSize: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/[^\s&;~]*[&;~]?\s*/g) ?? []) {
    if (line !== '' && textWidth((line + word).trimEnd(), fontSize) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = fitText(`${kept[most - 1]} ${lines[most]}`, width, fontSize);
  return kept.map((one) => fitText(one, width, fontSize));
}

/**
 * Moves wished positions apart so that neighbours are `gap` px away from each other within [low, high]; order
 * is kept. Returns positions in the order given; null if they cannot fit.
 */
export function spread(wished: readonly number[], gap: number, low: number, high: number): number[] | null {
  if ((wished.length - 1) * gap > high - low) return null;
  const order = wished.map((_, i) => i).sort((a, b) => wished[a]! - wished[b]! || a - b);
  const placed = new Array<number>(wished.length);
  let floor = low;
  for (const i of order) {
    placed[i] = Math.max(wished[i]!, floor);
    floor = placed[i]! + gap;
  }
  let ceiling = high;
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i]!, ceiling);
    ceiling = placed[i]! - gap;
  }
  return placed;
}

export const SWATCH = 22;

/** Lays legend entries out in rows above the plot of a drawing; `height` is what they take. */
export function placeLegend(
  entries: readonly LegendEntry[],
  { width: total, scale }: Size,
): { readonly entries: readonly PlacedEntry[]; readonly height: number } {
  const [left, right, top] = [4 * scale, total - 4 * scale, 2 * scale];
  const fontSize = 12 * scale;
  const rowHeight = 18 * scale;
  const placed: PlacedEntry[] = [];
  let x = left;
  let y = top + rowHeight / 2;
  for (const entry of entries) {
    const room = right - left - (SWATCH + 6) * scale;
    const label = fitText(entry.label, room, fontSize);
    const width = (SWATCH + 6) * scale + textWidth(label, fontSize);
    if (x > left && x + width > right) {
      x = left;
      y += rowHeight;
    }
    placed.push({ ...entry, label, x, y });
    x += width + 12 * scale;
  }
  return { entries: placed, height: entries.length === 0 ? 0 : y + rowHeight / 2 - top };
}
