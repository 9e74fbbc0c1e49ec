// "Fit after": moves through the inner steps that the worker shows.
import { Scrubber } from '../../../ui/Scrubber.tsx';

interface FitScrubberProps {
  /** Inner steps that the view holds. */
  readonly steps: number;
  /** Null: each lane after its own N. */
  readonly shown: number | null;
  /** N of the selected lane. */
  readonly trained: number;
  readonly onShow: (steps: number | null) => void;
}

export function FitScrubber({ steps: most, shown, trained, onShow }: FitScrubberProps) {
  const at = Math.min(most, shown ?? trained);
  const steps = `${at} inner ${at === 1 ? 'step' : 'steps'}`;
  return (
    <Scrubber
      label="Fit after"
      min={0}
      max={most}
      value={at}
      text={shown === null ? 'N of each lane' : at === 0 ? 'before adapting' : steps}
      onChange={onShow}
      follow={{ label: 'N', on: shown === null, onFollow: () => onShow(null) }}
    />
  );
}
