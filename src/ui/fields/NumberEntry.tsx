// A text field for a number. Text that is not a number in range gets its message right here, and the old
// value stays until something valid is committed (Enter or leaving the field).

import { formatSetting } from '../format.ts';
import { DraftEntry } from './DraftEntry.tsx';
import { type NumberRange, readNumber } from './numbers.ts';

interface NumberEntryProps {
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
  const commit = (draft: string) => {
    if (draft.trim() === '' && onClear) {
      onClear();
      return null;
    }
    const read = readNumber(draft, range);
    if ('problem' in read)
      return `${read.problem} Kept ${empty ? 'the shared value' : formatSetting(value)}.`;
    if (read.value !== value || empty) onCommit(read.value);
    return null;
  };
  return (
    <DraftEntry
      label={label}
      text={empty ? '' : formatSetting(value)}
      value={value}
      commit={commit}
      boxed={boxed}
      input={{
        inputMode: 'decimal',
        placeholder,
        disabled,
        onFocus: (event) => event.target.select(),
      }}
    />
  );
}
