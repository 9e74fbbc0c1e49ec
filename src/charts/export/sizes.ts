// Sizes of an exported figure: laid out for where it will stand, so that its text is read there. In CSS px, 96 an inch.

export const EXPORT_SIZES = ['page', 'slide', 'column', 'text'] as const;
export type ExportSize = (typeof EXPORT_SIZES)[number];

interface Layout {
  readonly label: string;
  /** Null: as the page draws it. */
  readonly size: { readonly width: number; readonly height: number; readonly scale: number } | null;
}

/** The slide is 13⅓ × 7½ inches with 17 pt text; a column of a paper 3½ inches and its text width 6½, with 7 to 8 pt. */
export const LAYOUTS: Readonly<Record<ExportSize, Layout>> = {
  page: { label: 'As on the page', size: null },
  slide: { label: 'Slide, 16:9', size: { width: 1280, height: 720, scale: 1.9 } },
  column: { label: 'Column, 8.9 cm', size: { width: 336, height: 230, scale: 0.8 } },
  text: { label: 'Text width, 16.5 cm', size: { width: 624, height: 330, scale: 0.85 } },
};
