// Any field of the table as a control: number entry, choice, switch or text, with its help and unit.

import { type ReactNode, useId } from 'react';
import { type Field, type NumberField, unitBeside } from '../../experiment/fields/kinds.ts';
import { FIELDS, type FieldName, fieldRange } from '../../experiment/fieldTable.ts';
import type { TaskFamilyId } from '../../experiment/types.ts';
import { excerpt } from '../../text/sentences.ts';
import controls from '../../ui/controls.module.css';
import { NumberEntry } from '../../ui/fields/NumberEntry.tsx';
import type { NumberRange } from '../../ui/fields/numbers.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { TextEntry } from '../../ui/fields/TextEntry.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import { TermHint } from '../terms/TermHint.tsx';
import css from './settings.module.css';

/** What a choice that is not live says before it is made. */
export const STARTS_OVER = 'A change starts training over. Undo brings the run back.';

export type FieldValue = number | string | boolean;

export function numberRange(field: NumberField, family: TaskFamilyId): NumberRange {
  const { min, max } = fieldRange(field, family);
  const linear = field.scale === 'linear';
  return { min, max, scale: field.scale, integer: field.integer, step: linear ? field.step : undefined };
}

export interface FieldControlProps {
  readonly name: FieldName;
  readonly family: TaskFamilyId;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  /** Accessible name; the field's own by default. */
  readonly label?: string;
  /** Empty entry means "as shared". */
  readonly inherited?: boolean;
  readonly onClear?: () => void;
  readonly unavailable?: (value: string) => string | null;
  readonly note?: ReactNode;
}

export function FieldControl(props: FieldControlProps) {
  const { name, family, value, onChange, inherited, onClear, unavailable, note } = props;
  const field: Field = FIELDS[name];
  const label = props.label ?? field.label;
  const helpId = useId();
  if (field.kind === 'structured') return null;
  if (field.kind === 'flag') {
    return (
      <ToggleField
        label={label}
        checked={value === true}
        onChange={onChange}
        help={<TermHint setting={name} />}
      />
    );
  }
  const unit = unitBeside(field);
  return (
    <div className={css.fieldRow}>
      <span className={css.fieldName} id={helpId} aria-hidden="true">
        <Subscripts text={field.label} />
        {unit && <small> {unit}</small>}
        <small className={controls.tag} data-kind={field.live ? 'live' : 'restarts'}>
          {field.live ? ' live' : ' restarts'}
        </small>
      </span>
      <TermHint setting={name} />
      {field.kind === 'number' && (
        <NumberEntry
          boxed
          label={label}
          value={Number(value)}
          range={numberRange(field, family)}
          empty={inherited}
          placeholder={inherited ? `${value} (shared)` : undefined}
          onClear={onClear}
          onCommit={onChange}
        />
      )}
      {field.kind === 'choice' && (
        <SelectField
          label={label}
          hideLabel
          small
          value={String(value)}
          note={field.live ? undefined : STARTS_OVER}
          choices={field.choices.map((choice) => {
            const reason = unavailable?.(choice.value) ?? null;
            return { ...choice, disabled: reason !== null, hint: reason ?? undefined };
          })}
          onChange={onChange}
        />
      )}
      {field.kind === 'text' && (
        <TextEntry
          label={label}
          value={String(value)}
          onCommit={onChange}
          check={(text) =>
            text.length <= field.maxLength && field.pattern.test(text)
              ? null
              : `“${excerpt(text)}” does not fit: ${field.help}`
          }
        />
      )}
      {note}
    </div>
  );
}
