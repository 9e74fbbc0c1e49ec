// A slim slider to move through something already computed (inner steps, training time), with a way back to
// following. A native range input: arrow keys, Home and End work by themselves.
import { useId } from 'react';
import { Button } from './Button.tsx';
import css from './scrubber.module.css';

interface ScrubberProps {
  /** Accessible name, also shown. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  /** The value in words, beside the slider and for assistive technology. */
  readonly text: string;
  readonly onChange: (value: number) => void;
  /** The button that gives up the choice; pressed while following. */
  readonly follow: { readonly label: string; readonly on: boolean; readonly onFollow: () => void };
  readonly disabled?: boolean;
}

export function Scrubber(props: ScrubberProps) {
  const { label, min, max, step = 1, value, text, onChange, follow, disabled } = props;
  const id = useId();
  return (
    <div className={css.row}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <input
        id={id}
        type="range"
        className={css.range}
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output htmlFor={id} className={css.text} aria-live="off">
        {text}
      </output>
      <Button
        look="ghost"
        small
        className={css.follow}
        aria-pressed={follow.on}
        disabled={disabled}
        onClick={follow.onFollow}
      >
        {follow.label}
      </Button>
    </div>
  );
}
