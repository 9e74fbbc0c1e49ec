// "Glossary": every word of the page with its meaning and its source, searchable; opened from any term.
import { BookA } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { later } from '../../ui/later.tsx';
import panel from '../../ui/panel.module.css';
import { useGlossary } from './glossaryState.ts';

const GlossaryTerms = later(() => import('./GlossaryTerms.tsx').then((module) => module.GlossaryTerms));

/** The button; the dialog is `GlossaryDialog`, once on the page. */
export function GlossaryButton() {
  const show = useGlossary((s) => s.show);
  return (
    <Button aria-label="Glossary" onClick={() => show(true)}>
      <BookA size={15} aria-hidden="true" />
      <span className={panel.wide}>Glossary</span>
    </Button>
  );
}

export function GlossaryDialog() {
  const { shown, show } = useGlossary();
  return (
    <Dialog title="Glossary" open={shown !== false} onOpenChange={(open) => show(open)} wide>
      {shown !== false && <GlossaryTerms at={shown === true ? null : shown} />}
    </Dialog>
  );
}
