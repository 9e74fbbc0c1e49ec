// A text field for a number. Text that is not a number in range gets its message right here, and the old
// value stays until something valid is committed (Enter or leaving the field).
import { useEffect, useId, useState } from 'react';
import css from './controls.module.css';
import { formatNumber, type NumberRange, readNumber } from './numbers.ts';

export interface NumberEntryProps {
  /** Accessible name. */
  readonly label: string;
  readonly value: number;
  readonly range: NumberRange;
  readonly onCommit: (value: number) => void;
  readonly boxed?: boolean;
  readonly placeholder?: string;
  /** Empty text is allowed and calls this (an override that is taken back). */
  readonly onClear?: () => void;
  /** Shows no text while the value is inherited. */
  readonly empty?: boolean;
  readonly disabled?: boolean;
}

export function NumberEntry(props: NumberEntryProps) {
  const { label, value, range, onCommit, boxed, placeholder, onClear, empty, disabled } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const errorId = useId();
  const shown = draft ?? (empty ? '' : formatNumber(value));

  // A value that changed elsewhere (slider, link) makes an old complaint meaningless.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value's change is the trigger
  useEffect(() => {
    setProblem(null);
    setDraft(null);
  }, [value]);

  const commit = () => {
    if (draft === null) return;
    if (draft.trim() === '' && onClear) {
      setDraft(null);
      setProblem(null);
      onClear();
      return;
    }
    const read = readNumber(draft, range);
    if ('problem' in read) {
      setProblem(`${read.problem} Kept ${empty ? 'the shared value' : formatNumber(value)}.`);
      setDraft(null);
      return;
    }
    setProblem(null);
    setDraft(null);
    if (read.value !== value || empty) onCommit(read.value);
  };

  return (
    <>
      <input
        className={boxed ? `${css.entry} ${css.entryBoxed}` : css.entry}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem ? errorId : undefined}
        disabled={disabled}
        placeholder={placeholder}
        value={shown}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
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
