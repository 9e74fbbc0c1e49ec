// A text setting: what is typed is checked before it is taken.
import { excerpt } from '../../text/sentences.ts';
import { DraftEntry } from './DraftEntry.tsx';

interface TextEntryProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** What is wrong with the text, or null. */
  readonly check: (text: string) => string | null;
  readonly placeholder?: string;
}

export function TextEntry({ label, value, onCommit, check, placeholder }: TextEntryProps) {
  const commit = (draft: string) => {
    const text = draft.trim();
    const wrong = check(text);
    if (!wrong && text !== value) onCommit(text);
    return wrong ? `${wrong} Kept “${excerpt(value)}”.` : null;
  };
  return (
    <DraftEntry label={label} text={value} value={value} commit={commit} boxed input={{ placeholder }} />
  );
}
