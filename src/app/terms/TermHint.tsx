// "?" beside a setting or a word: what it means, and the way to the glossary.
import { type TermId, termOf } from '../../experiment/terms/glossary.ts';
import { Button } from '../../ui/Button.tsx';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { WhatIsThis } from '../../ui/WhatIsThis.tsx';
import { useGlossary } from './glossaryState.ts';
import { ownSymbol, TermText } from './TermText.tsx';

interface TermHintProps {
  readonly term: TermId;
  /** False: left out of the Tab order, where the key ? opens it. */
  readonly tab?: boolean;
}

/** "What is this?", with the explanation beside it. */
export function TermHint({ term: id, tab }: TermHintProps) {
  const show = useGlossary((s) => s.show);
  const term = termOf(id);
  return (
    <WhatIsThis name={term.name} heading={<Subscripts text={`${term.name} ${ownSymbol(term)}`} />} tab={tab}>
      <TermText term={term} />
      <Button small look="ghost" onClick={() => show(id)}>
        In the glossary
      </Button>
    </WhatIsThis>
  );
}
