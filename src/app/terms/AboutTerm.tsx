// What is behind the "?" of a term: its meaning and the way to the glossary.
import { type TermId, termOf } from '../../experiment/terms/glossary.ts';
import { Button } from '../../ui/Button.tsx';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { useGlossary } from './glossaryState.ts';
import { ownSymbol, TermText } from './TermText.tsx';

export function AboutTerm({ id }: { id: TermId }) {
  const show = useGlossary((s) => s.show);
  const term = termOf(id);
  return (
    <>
      <strong>
        <Subscripts text={`${term.name} ${ownSymbol(term)}`} />
      </strong>
      <TermText term={term} />
      <Button small look="ghost" onClick={() => show(id)}>
        In the glossary
      </Button>
    </>
  );
}
