// "Export…": a figure as a drawing, a picture or its numbers, laid out for where it will stand.
import { useState } from 'react';
import { EXPORT_SIZES, LAYOUTS } from '../../../charts/export/sizes.ts';
import { messageOf } from '../../../text/sentences.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import { Segments, ToggleField } from '../../../ui/fields/ToggleField.tsx';
import panel from '../../../ui/panel.module.css';
import { EXPORT_FORMATS, type ExportFormat, type ExportLook, exportFigure } from './exporting.ts';
import css from './frame.module.css';

const FORMATS: Record<ExportFormat, { readonly label: string; readonly hint: string }> = {
  svg: { label: 'SVG', hint: 'Vectors with the font inside' },
  png2: { label: 'PNG 2×', hint: 'A picture of twice the pixels' },
  png4: { label: 'PNG 4×', hint: 'A picture of four times the pixels' },
  print: { label: 'PDF or print', hint: 'A sheet of the figure’s size; choose “Save as PDF” there' },
  copy: { label: 'Copy picture', hint: 'To the clipboard, to paste into a slide' },
  csv: { label: 'CSV', hint: 'All numbers in full precision' },
};

const SIZES = EXPORT_SIZES.map((value) => ({ value, label: LAYOUTS[value].label }));
const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

interface ExportDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What is exported, as it is when it is asked for. */
  readonly figure: () => Parameters<typeof exportFigure>[0];
}

export function ExportDialog({ title, onClose, figure }: ExportDialogProps) {
  const [look, setLook] = useState<ExportLook>({ size: 'page', theme: 'light', caption: true });
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const save = async (format: ExportFormat) => {
    setSaid(null);
    try {
      await exportFigure(figure(), format, look);
      if (format === 'copy') setSaid({ text: 'The picture is on the clipboard.', failed: false });
      else onClose();
    } catch (error) {
      setSaid({ text: `Could not export: ${messageOf(error)}`, failed: true });
    }
  };
  return (
    <Dialog title={`Export ${title}`} open onOpenChange={(next) => !next && onClose()}>
      <div className={css.look}>
        <SelectField
          label="Size"
          value={look.size}
          choices={SIZES}
          onChange={(size) => setLook({ ...look, size })}
        />
        <Segments
          label="Colours"
          value={look.theme}
          choices={THEMES}
          onChange={(theme) => setLook({ ...look, theme })}
        />
        <ToggleField
          label="Title, settings and link"
          checked={look.caption}
          onChange={(caption) => setLook({ ...look, caption })}
        />
      </div>
      <div className={panel.buttons}>
        {EXPORT_FORMATS.map((format) => (
          <Button key={format} title={FORMATS[format].hint} onClick={() => void save(format)}>
            {FORMATS[format].label}
          </Button>
        ))}
      </div>
      <p role={said?.failed ? 'alert' : 'status'} className={panel.note}>
        {said?.text}
      </p>
    </Dialog>
  );
}
