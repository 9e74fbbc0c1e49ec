// On/off with a label (role switch), and a row of exclusive choices (role group of pressed buttons).
import { Switch } from '@base-ui/react/switch';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import css from '../controls.module.css';

interface ToggleFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly hint?: string;
  /** The "?" beside the label. */
  readonly help?: ReactNode;
}

export function ToggleField({ label, checked, onChange, disabled, hint, help }: ToggleFieldProps) {
  return (
    <div className={css.toggleRow} title={hint}>
      <span aria-hidden="true">{label}</span>
      {help}
      <Switch.Root
        aria-label={label}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className={css.switch}
      >
        <Switch.Thumb className={css.thumbKnob} />
      </Switch.Root>
    </div>
  );
}

interface SegmentsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: string; readonly icon?: ReactNode }[];
  readonly onChange: (value: V) => void;
}

export function Segments<V extends string>({ label, value, choices, onChange }: SegmentsProps<V>) {
  return (
    <ToggleGroup
      aria-label={label}
      className={css.segments}
      value={[value]}
      onValueChange={(next) => {
        if (next.length && next[0] !== value) onChange(next[0] as V);
      }}
    >
      {choices.map((choice) => (
        <Toggle
          key={choice.value}
          value={choice.value}
          className={css.segment}
          aria-label={choice.label}
          title={choice.label}
        >
          {choice.icon ?? choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
