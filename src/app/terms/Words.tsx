// Words that something is about: each opens the glossary at its place.
import { type TermId, termOf } from '../../experiment/terms/glossary.ts';
import { Button } from '../../ui/Button.tsx';
import panel from '../../ui/panel.module.css';
import { useGlossary } from './glossaryState.ts';

export function Words({ terms }: { terms: readonly TermId[] }) {
  const show = useGlossary((s) => s.show);
  return (
    <div className={panel.buttons}>
      {terms.map((term) => (
        <Button key={term} small look="ghost" onClick={() => show(term)}>
          {termOf(term).name}
        </Button>
      ))}
    </div>
  );
}
