// From a figure to a file: its drawing at the size where it will stand, with title and caption, or its numbers.
import type { ReactElement } from 'react';
import type { ChartProps, Table } from '../../../charts/core/geometry.ts';
import { copyPicture, download, pngOf, printDrawing } from '../../../charts/export/files.ts';
import { fontFor } from '../../../charts/export/font.ts';
import { type ExportSize, LAYOUTS } from '../../../charts/export/sizes.ts';
import { drawnMarkup, finishSvg, inTheme, wordsAround } from '../../../charts/export/svg.ts';
import { csvOf } from '../../../charts/export/tables.ts';
import { LOSS_UNITS, type Problem } from '../../../tasks/shared/spec.ts';
import type { Size } from '../../../ui/useSize.ts';

/** The page's version, written in by the build. */
declare const __VERSION__: string;

export const EXPORT_FORMATS = ['svg', 'png2', 'png4', 'csv', 'copy', 'print'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How a drawing is exported. */
export interface ExportLook {
  readonly size: ExportSize;
  readonly theme: 'light' | 'dark';
  /** With the title above, and the settings with their link below. */
  readonly caption: boolean;
}

/** What is exported: a figure, and the experiment that it is of. */
export interface Exported {
  readonly title: string;
  readonly table: () => Table;
  readonly draw: (props: ChartProps) => ReactElement | null;
  /** Size and scale on the page. */
  readonly page: Size & { readonly scale: number };
  /** The experiment in words, and its link. */
  readonly settings: string;
  readonly link: string;
  readonly problem: Problem;
}

/** The first lines of a CSV: what the numbers are of, and in what. */
function csvHead({ title, settings, link, problem }: Omit<Exported, 'table' | 'draw' | 'page'>): string[] {
  return [
    `${title}, Innerloop ${__VERSION__}`,
    settings,
    `experiment: ${link}`,
    `units: loss: ${LOSS_UNITS[problem]}; accuracy: share of 1; seconds: s; iterations: outer steps; all else plain numbers`,
  ];
}

/** The figure as an SVG that stands alone. The drawing makes room for the words around it. */
async function svgOf(what: Exported, look: ExportLook): Promise<string> {
  const { title, draw, page } = what;
  const { width, height, scale } = LAYOUTS[look.size].size ?? {
    width: Math.max(480, page.width),
    height: Math.max(300, page.height) + (look.caption ? 90 * page.scale : 0),
    scale: page.scale,
  };
  const words = look.caption ? { title, caption: [what.settings, what.link], scale } : { scale };
  const { head, foot } = wordsAround(words, width);
  const element = draw({ size: { width, height: height - head - foot }, scale, isStatic: true });
  if (!element) throw new Error('this figure has no drawing yet.');
  const markup = drawnMarkup(element);
  const font = await fontFor(markup + Object.values(words).join('>'));
  return inTheme(look.theme, (lookup) => finishSvg(markup, { ...words, lookup, font }));
}

/** Exports as asked. Throws, with the reason as the rest of "Could not export: …", where it cannot be done. */
export async function exportFigure(what: Exported, format: ExportFormat, look: ExportLook): Promise<void> {
  const file = `innerloop-${what.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  switch (format) {
    case 'csv':
      return download(`${file}.csv`, csvOf(what.table(), csvHead(what)), 'text/csv');
    case 'svg':
      return download(`${file}.svg`, await svgOf(what, look), 'image/svg+xml');
    case 'png2':
    case 'png4': {
      const scale = format === 'png2' ? 2 : 4;
      return download(`${file}@${scale}x.png`, await pngOf(await svgOf(what, look), scale), 'image/png');
    }
    case 'copy':
      return copyPicture(svgOf(what, look).then((svg) => pngOf(svg)));
    case 'print':
      return printDrawing(await svgOf(what, look), what.title);
    default:
      throw new Error(`the format ${JSON.stringify(format satisfies never)} is unknown.`);
  }
}
