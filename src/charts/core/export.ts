// Figures as files: a self-contained SVG (colours resolved, fonts named, title and legend inside), a PNG of it,
// and CSV with every value. What is drawn is the static variant of a chart: full vectors, never the canvas.
import type { ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Table } from './geometry.ts';

interface SvgOptions {
  readonly title?: string;
  /** Second line under the title, such as the experiment's link. */
  readonly note?: string;
  /** Resolves a CSS variable; default: the document's current theme. */
  readonly lookup?: (name: string) => string;
}

/**
 * Draws a chart element (with `isStatic` and `size`) aside and returns its SVG source, ready for a file.
 * Call it from an event handler, not while React renders.
 */
export function svgOf(element: ReactElement, options: SvgOptions = {}): string {
  const host = document.createElement('div');
  const root = createRoot(host);
  flushSync(() => root.render(element));
  const svg = host.querySelector('svg');
  if (!svg) {
    root.unmount();
    throw new Error('Nothing to export: this figure has no drawing yet');
  }
  const markup = new XMLSerializer().serializeToString(svg);
  root.unmount();
  const style = getComputedStyle(document.documentElement);
  return finishSvg(markup, { lookup: (name) => style.getPropertyValue(name), ...options });
}

/** Makes chart markup stand alone: variables resolved, background, title, and no page attributes left. */
export function finishSvg(markup: string, options: SvgOptions): string {
  const lookup = options.lookup ?? (() => '');
  const size = /<svg[^>]*\swidth="([\d.]+)"[^>]*\sheight="([\d.]+)"/.exec(markup);
  if (!size) throw new Error('Nothing to export: the drawing has no size');
  const width = Number(size[1]);
  const height = Number(size[2]);
  const lines = [options.title, options.note].filter((line): line is string => !!line);
  const head = lines.length === 0 ? 0 : 14 + 20 * lines.length;
  const start = markup.indexOf('>') + 1;
  const end = markup.lastIndexOf('</svg>');
  const texts = lines.map((line, i) => {
    const style =
      i === 0 && options.title
        ? 'font-size="15" font-weight="600" fill="var(--ink)"'
        : 'font-size="12" fill="var(--soft)"';
    return `<text x="12" y="${24 + 20 * i}" ${style}>${escapeXml(line)}</text>`;
  });
  const open = markup
    .slice(0, start)
    .replace(/\sheight="[^"]*"/, ` height="${height + head}"`)
    .replace(/\sviewBox="[^"]*"/, ` viewBox="0 0 ${width} ${height + head}"`)
    .replace(/\saria-hidden="[^"]*"/, '');
  const body = markup
    .slice(start, end)
    .replace(/\s(tabindex|data-focusable|class)="[^"]*"/g, '')
    .replace(/\s(on\w+)="[^"]*"/g, '');
  const drawn = head === 0 ? body : `<g transform="translate(0,${head})">${body}</g>`;
  const background = `<rect width="${width}" height="${height + head}" fill="var(--panel)"/>`;
  return resolveVariables(`${open}${background}${texts.join('')}${drawn}</svg>`, lookup);
}

/** Replaces every `var(--x)` by what `lookup` gives, or a neutral grey. */
export function resolveVariables(markup: string, lookup: (name: string) => string): string {
  return markup.replace(/var\((--[\w-]+)\)/g, (_, name: string) => lookup(name).trim() || '#777777');
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Rasterises SVG source; `scale` 2 doubles the pixels, not the layout. */
export async function pngOf(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2D canvas to draw the PNG on; export SVG instead');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (!blob)
    throw new Error(`The PNG of ${canvas.width} × ${canvas.height} px could not be made; export SVG instead`);
  return blob;
}

/** RFC 4180 CSV: numbers in full precision, text quoted where needed, non-finite values empty. */
export function csvOf(table: Table): string {
  const cell = (value: number | string) => {
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
    return /[",\r\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
  };
  return `${[table.columns, ...table.rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A Markdown table, for notes and issues. */
export function markdownOf(table: Table): string {
  const cell = (value: number | string) => String(value).replace(/\|/g, '\\|');
  const line = (row: readonly (number | string)[]) => `| ${row.map(cell).join(' | ')} |`;
  return [line(table.columns), line(table.columns.map(() => '---')), ...table.rows.map(line)].join('\n');
}

/** Hands a file to the user. */
export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
