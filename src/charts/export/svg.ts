// A chart as an SVG that stands alone: colours resolved, the font inside, title above and caption below. What is drawn
// is the static variant of a chart: full vectors, never the canvas.
import type { ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { wrapText } from '../core/labels.ts';

export interface SvgOptions {
  readonly title?: string | undefined;
  /** Lines under the drawing, wrapped to its width: settings, and the link to them. */
  readonly caption?: readonly string[];
  /** Size of text and strokes, as the chart was drawn. */
  readonly scale?: number;
  /** Resolves a CSS variable. */
  readonly lookup: (name: string) => string;
  /** CSS that brings the font. */
  readonly font?: string;
}

/** Lines that one part of a caption takes at most: a link may have thousands of characters. */
const MOST_LINES = 3;

/** Height of one line of a caption, in px at scale 1. */
const LINE = 15;

/** The caption's lines, and what title and caption take of the height, for a drawing `width` px wide. */
export function wordsAround(
  { title, caption = [], scale = 1 }: Pick<SvgOptions, 'title' | 'caption' | 'scale'>,
  width: number,
): { readonly head: number; readonly foot: number; readonly lines: readonly string[] } {
  const lines = caption.flatMap((part) => wrapText(part, width - 24 * scale, 11 * scale, MOST_LINES));
  const foot = lines.length > 0 ? (lines.length * LINE + 12) * scale : 0;
  return { head: title ? 30 * scale : 0, foot, lines };
}

/**
 * Draws a chart element (with `isStatic` and `size`) aside and returns its SVG source.
 * Call it from an event handler, not while React renders. Throws where the figure has no drawing.
 */
export function drawnMarkup(element: ReactElement): string {
  const host = document.createElement('div');
  const root = createRoot(host);
  flushSync(() => root.render(element));
  const svg = host.querySelector('svg');
  const markup = svg && new XMLSerializer().serializeToString(svg);
  root.unmount();
  if (!markup) throw new Error('this figure has no drawing yet.');
  return markup;
}

/** Makes chart markup stand alone: variables resolved, background, title, caption and font, no page attributes left. */
export function finishSvg(markup: string, options: SvgOptions): string {
  const { title, caption = [], scale = 1, lookup, font } = options;
  const size = /<svg[^>]*\swidth="([\d.]+)"[^>]*\sheight="([\d.]+)"/.exec(markup);
  if (!size) throw new Error('this drawing has no size.');
  const [width, height] = [Number(size[1]), Number(size[2])];
  const { head, foot, lines } = wordsAround({ title, caption, scale }, width);
  const total = Math.round(100 * (head + height + foot)) / 100;
  const start = markup.indexOf('>') + 1;
  const open = markup
    .slice(0, start)
    .replace(/\sheight="[^"]*"/, ` height="${total}"`)
    .replace(/\sviewBox="[^"]*"/, ` viewBox="0 0 ${width} ${total}"`)
    .replace(/\saria-hidden="[^"]*"/, '');
  const body = markup
    .slice(start, markup.lastIndexOf('</svg>'))
    .replace(/\s(tabindex|data-focusable|class)="[^"]*"/g, '')
    .replace(/\s(on\w+)="[^"]*"/g, '');
  const text = (x: number, y: number, px: number, rest: string, words: string) =>
    `<text x="${x}" y="${y}" font-size="${px}" ${rest}>${escapeXml(words)}</text>`;
  const above = title
    ? text(12 * scale, 21 * scale, 15 * scale, 'font-weight="600" fill="var(--ink)"', title)
    : '';
  const below = lines.map((line, i) =>
    text(12 * scale, head + height + (i + 1) * LINE * scale, 11 * scale, 'fill="var(--soft)"', line),
  );
  const about = `<title>${escapeXml(title ?? '')}</title><desc>${escapeXml(caption.join('\n'))}</desc>`;
  const style = font ? `<style>${font}</style>` : '';
  const ground = `<rect width="${width}" height="${total}" fill="var(--panel)"/>`;
  const drawn = head === 0 ? body : `<g transform="translate(0,${head})">${body}</g>`;
  return resolveVariables(`${open}${about}${style}${ground}${above}${drawn}${below.join('')}</svg>`, lookup);
}

/** Replaces every `var(--x)` by what `lookup` gives, or a neutral grey. */
export function resolveVariables(markup: string, lookup: (name: string) => string): string {
  return markup.replace(/var\((--[\w-]+)\)/g, (_, name: string) => lookup(name).trim() || '#777777');
}

/** Looks the page's colours up in one of its themes, whichever it shows. */
export function inTheme<T>(theme: 'light' | 'dark', use: (lookup: (name: string) => string) => T): T {
  const probe = document.createElement('div');
  probe.dataset.theme = theme;
  document.body.append(probe);
  try {
    const style = getComputedStyle(probe);
    return use((name) => style.getPropertyValue(name));
  } finally {
    probe.remove();
  }
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
