// "Fit after": moves through the inner steps that the worker shows.
import { SHOWN_STEPS } from '../../../protocol/views.ts';
import { Scrubber } from '../../../ui/Scrubber.tsx';

interface FitScrubberProps {
  /** Null: each lane after its own N. */
  readonly shown: number | null;
  /** N of the selected lane. */
  readonly trained: number;
  readonly onShow: (steps: number | null) => void;
}

export function FitScrubber({ shown, trained, onShow }: FitScrubberProps) {
  const at = Math.min(SHOWN_STEPS, shown ?? trained);
  const steps = `${at} inner ${at === 1 ? 'step' : 'steps'}`;
  return (
    <Scrubber
      label="Fit after"
      min={0}
      max={SHOWN_STEPS}
      value={at}
      text={shown === null ? 'N of each lane' : at === 0 ? 'before adapting' : steps}
      onChange={onShow}
      follow={{ label: 'N', on: shown === null, onFollow: () => onShow(null) }}
    />
  );
}
