// "Export…": a figure as a drawing, a picture or its numbers.
import { useState } from 'react';
import { messageOf } from '../../../text/sentences.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import panel from '../../../ui/panel.module.css';

export type ExportFormat = 'svg' | 'png' | 'csv';

const FORMATS: Record<ExportFormat, string> = {
  svg: 'SVG drawing',
  png: 'PNG picture',
  csv: 'CSV, all numbers',
};

interface ExportDialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onExport: (format: ExportFormat) => Promise<void>;
}

export function ExportDialog({ title, open, onClose, onExport }: ExportDialogProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (format: ExportFormat) => {
    setFailure(null);
    try {
      await onExport(format);
      onClose();
    } catch (error) {
      setFailure(`Could not export: ${messageOf(error)}`);
    }
  };
  return (
    <Dialog title={`Export ${title}`} open={open} onOpenChange={(next) => !next && onClose()}>
      <div className={panel.buttons}>
        {(Object.keys(FORMATS) as ExportFormat[]).map((format) => (
          <Button key={format} onClick={() => void save(format)}>
            {FORMATS[format]}
          </Button>
        ))}
      </div>
      {failure && <p role="alert">{failure}</p>}
    </Dialog>
  );
}
