// A text field whose draft is committed on Enter or on leaving it and dropped on Escape, with its message in place.
import { type InputHTMLAttributes, useEffect, useId, useState } from 'react';
import css from '../controls.module.css';

interface DraftEntryProps {
  /** Accessible name. */
  readonly label: string;
  /** What is shown while nothing is being typed. */
  readonly text: string;
  /** Changes with the value that the field stands for: an old complaint is then meaningless. */
  readonly value: number | string;
  /** Takes the typed text, or says what is wrong with it. */
  readonly commit: (draft: string) => string | null;
  readonly boxed?: boolean;
  readonly input?: InputHTMLAttributes<HTMLInputElement>;
}

export function DraftEntry({ label, text, value, commit, boxed, input }: DraftEntryProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const errorId = useId();
  const settle = (complaint: string | null) => {
    setDraft(null);
    setProblem(complaint);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value's change is the trigger
  useEffect(() => settle(null), [value]);
  const take = () => {
    if (draft !== null) settle(commit(draft));
  };
  return (
    <>
      <input
        className={boxed ? `${css.entry} ${css.entryBoxed}` : css.entry}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        // The page's undo keys are for what is typed as long as that is not taken.
        data-settled={draft === null ? '' : undefined}
        aria-invalid={problem !== null}
        aria-describedby={problem ? errorId : undefined}
        value={draft ?? text}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape') settle(null);
        }}
        {...input}
      />
      {problem && (
        <span id={errorId} role="alert" className={css.error}>
          {problem}
        </span>
      )}
    </>
  );
}
