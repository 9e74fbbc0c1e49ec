// A text field that is committed on Enter or on leaving it, with its message in place.
import { useEffect, useId, useState } from 'react';
import css from './controls.module.css';

export interface TextEntryProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** What is wrong with the text, or null. */
  readonly check: (text: string) => string | null;
  readonly placeholder?: string;
}

export function TextEntry({ label, value, onCommit, check, placeholder }: TextEntryProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const errorId = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the value's change is the trigger
  useEffect(() => {
    setDraft(null);
    setProblem(null);
  }, [value]);

  const commit = () => {
    if (draft === null) return;
    const text = draft.trim();
    const wrong = check(text);
    setDraft(null);
    setProblem(wrong ? `${wrong} Kept “${value}”.` : null);
    if (!wrong && text !== value) onCommit(text);
  };

  return (
    <>
      <input
        className={`${css.entry} ${css.entryBoxed}`}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem ? errorId : undefined}
        placeholder={placeholder}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') {
            setDraft(null);
            setProblem(null);
          }
        }}
      />
      {problem && (
        <span id={errorId} role="alert" className={css.error}>
          {problem}
        </span>
      )}
    </>
  );
}
