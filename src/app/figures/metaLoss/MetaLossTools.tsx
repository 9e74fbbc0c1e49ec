// What the meta-loss is drawn over, on which scale, which curves, and how smooth.
import { SlidersHorizontal } from 'lucide-react';
import { memo } from 'react';
import { viewFields } from '../../../experiment/viewFields.ts';
import { buttonClass } from '../../../ui/Button.tsx';
import { Popover } from '../../../ui/Dialog.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import { Segments } from '../../../ui/fields/ToggleField.tsx';
import { useView, type ViewState } from '../../state/viewState.ts';

const SMOOTHING = [
  { value: '0', label: 'no smoothing' },
  { value: '0.6', label: 'light smoothing' },
  { value: '0.9', label: 'strong smoothing' },
  { value: '0.97', label: 'very strong smoothing' },
];
const SCALES = [
  { value: 'log', label: 'log' },
  { value: 'linear', label: 'linear' },
] as const;

/** Apart and memoised: the figure renders many times a second while training. */
export const MetaLossTools = memo(function MetaLossTools() {
  const { xAxis, logY, curves, smoothing, set } = useView();
  return (
    <>
      <SelectField
        label="Horizontal axis"
        hideLabel
        small
        value={xAxis}
        choices={viewFields.xAxis.choices}
        onChange={(next) => set({ xAxis: next })}
      />
      <Segments
        label="Vertical axis"
        value={logY ? 'log' : 'linear'}
        choices={SCALES}
        onChange={(next) => set({ logY: next === 'log' })}
      />
      <Popover
        label="Curve options"
        trigger={
          <button
            type="button"
            className={buttonClass('ghost', true, true)}
            aria-label="Curve options"
            title="Which curves, and smoothing"
          >
            <SlidersHorizontal size={15} aria-hidden="true" />
          </button>
        }
      >
        <SelectField
          label="Curves"
          value={curves}
          choices={viewFields.curves.choices}
          onChange={(next: ViewState['curves']) => set({ curves: next })}
        />
        <SelectField
          label="Smoothing"
          value={String(smoothing)}
          choices={SMOOTHING}
          onChange={(next) => set({ smoothing: Number(next) })}
        />
      </Popover>
    </>
  );
});
