// A labelled choice from a list (role combobox). Choices that cannot be made say why.
import { Select } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import css from '../controls.module.css';

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  /** A second line: what it means, or why it cannot be chosen. */
  readonly hint?: string;
  readonly disabled?: boolean;
}

interface SelectFieldProps<V extends string> {
  /** Accessible name; also shown unless `hideLabel`. */
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly inline?: boolean;
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
  readonly small?: boolean;
  /** A chip among others: no arrow, tighter. */
  readonly chip?: boolean;
  /** Shown in the place of the choice's label. */
  readonly display?: string;
  /** Strikes the shown value through: a term that this choice drops. */
  readonly dropped?: boolean;
  readonly disabled?: boolean;
  /** What any choice does besides, said before one is made. */
  readonly note?: string;
  readonly icon?: ReactNode;
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const {
    label,
    hideLabel,
    inline,
    value,
    choices,
    onChange,
    small,
    chip,
    display,
    dropped,
    disabled,
    note,
    icon,
  } = props;
  const current = choices.find((choice) => choice.value === value);
  return (
    <div className={inline ? css.inline : css.field}>
      {!hideLabel && (
        <span aria-hidden="true" className={small ? css.smallLabel : css.label}>
          {label}
        </span>
      )}
      <Select.Root<V>
        items={choices.map(({ value: v, label: l }) => ({ value: v, label: l }))}
        value={value}
        disabled={disabled}
        modal={false}
        onValueChange={(next) => {
          if (next !== null && next !== value) onChange(next);
        }}
      >
        <Select.Trigger
          aria-label={label}
          className={[css.trigger, (small || chip) && css.triggerSmall, chip && css.chip]
            .filter(Boolean)
            .join(' ')}
          title={chip ? label : undefined}
        >
          <Select.Value className={dropped ? css.dropped : undefined}>
            {() => (
              <>
                {icon}
                {dropped && <span className="sr-only">no </span>}
                {display ?? current?.label ?? value}
              </>
            )}
          </Select.Value>
          {!chip && (
            <Select.Icon>
              <ChevronDown size={14} aria-hidden="true" />
            </Select.Icon>
          )}
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner className={css.popupLayer} sideOffset={4} alignItemWithTrigger={false}>
            <Select.Popup className={css.popup}>
              {note && <p className={css.popupNote}>{note}</p>}
              <Select.List>
                {choices.map((choice) => (
                  <Select.Item
                    key={choice.value}
                    value={choice.value}
                    disabled={choice.disabled}
                    className={css.item}
                    aria-label={choice.label}
                  >
                    <span>
                      <Select.ItemIndicator>
                        <Check size={14} aria-hidden="true" />
                      </Select.ItemIndicator>
                    </span>
                    <span>
                      <Select.ItemText>{choice.label}</Select.ItemText>
                      {choice.hint && <small>{choice.hint}</small>}
                    </span>
                  </Select.Item>
                ))}
              </Select.List>
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
    </div>
  );
}
