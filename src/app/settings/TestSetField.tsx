// Which image set the test tasks are drawn from: that of training, a published one, or one that is kept here.
import { CATALOGUE, SET_NAMES } from '../../data/catalogue.ts';
import { parseReference, writeReference } from '../../data/reference.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import { setOfName } from '../../tasks/families.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { useDataFiles } from '../data/dataFiles.ts';
import { TermHint } from '../terms/TermHint.tsx';
import css from './settings.module.css';

interface TestSetFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TestSetField({ value, onChange }: TestSetFieldProps) {
  const kept = useDataFiles((s) => s.sets);
  const { label } = FIELDS.testSet;
  const named = setOfName(value);
  const choices = [
    { value: '', label: 'As in training' },
    ...SET_NAMES.map((name) => ({ value: name as string, label: CATALOGUE[name].title })),
    ...kept
      .filter(({ name, about }) => !(name in CATALOGUE) && about?.kind !== 'table')
      .map(({ name, about }) => ({ value: writeReference(name, about?.hash), label: name })),
  ];
  // A link may name a set that is not here, or its content otherwise.
  const missing = choices.every((choice) => choice.value !== named);
  return (
    <div className={css.fieldRow}>
      <span className={css.fieldName} aria-hidden="true">
        {label}
      </span>
      <TermHint setting="testSet" />
      <SelectField
        label={label}
        hideLabel
        small
        value={named}
        choices={missing ? [...choices, { value: named, label: parseReference(named).name }] : choices}
        onChange={onChange}
      />
    </div>
  );
}
