// "?" beside a setting or a word: what it means, and the way to the glossary.
import { type TermId, termOf } from '../../experiment/terms/glossary.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Dialog.tsx';
import { useGlossary } from './glossaryState.ts';
import { ownSymbol, TermText } from './TermText.tsx';
import css from './terms.module.css';

/** A button "About NAME" that opens the explanation beside it. */
export function TermHint({ term: id }: { term: TermId }) {
  const show = useGlossary((s) => s.show);
  const term = termOf(id);
  const label = `About ${term.name}`;
  return (
    <Popover
      label={label}
      align="start"
      trigger={
        <button
          type="button"
          className={`${buttonClass('ghost', true, true)} ${css.hint}`}
          aria-label={label}
        >
          ?
        </button>
      }
    >
      <strong>
        {term.name} {ownSymbol(term)}
      </strong>
      <TermText term={term} />
      <Button small look="ghost" onClick={() => show(id)}>
        In the glossary
      </Button>
    </Popover>
  );
}
