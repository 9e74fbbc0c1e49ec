// Which lane a figure shows, among those that it can show.
import type { ReactNode } from 'react';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import { useView } from '../../state/viewState.ts';

interface LaneChoiceProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly lane: number;
  /** Lanes that can be chosen; absent: all. */
  readonly among?: readonly boolean[];
  readonly icon?: ReactNode;
}

export function LaneChoice({ label, names, lane, among, icon }: LaneChoiceProps) {
  const set = useView((s) => s.set);
  const choices = names
    .map((name, i) => ({ value: String(i), label: name }))
    .filter((_, i) => among?.[i] ?? true);
  if (among && choices.length < 2) return null;
  return (
    <SelectField
      label={label}
      hideLabel
      small
      value={String(lane)}
      icon={icon}
      choices={choices}
      onChange={(value) => set({ lane: Number(value) })}
    />
  );
}
