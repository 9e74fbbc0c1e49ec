// "Training time": moves the adaptation figure through the kept snapshots of the launch model, and back to live.
import { formatCount } from '../../../ui/format.ts';
import { Scrubber } from '../../../ui/Scrubber.tsx';
import { useClient, useLab, useSlowLab } from '../../state/labContext.ts';

/** Index of the kept iteration nearest to the wished one; the last for null; −1 where none is kept. */
function nearestKept(kept: ArrayLike<number>, wished: number | null): number {
  if (wished === null) return kept.length - 1;
  let best = -1;
  for (let i = 0; i < kept.length; i++)
    if (best < 0 || Math.abs(kept[i] - wished) < Math.abs(kept[best] - wished)) best = i;
  return best;
}

export function TrainingTime() {
  const client = useClient();
  const kept = useSlowLab((s) => s.snapshotIterations);
  const scrub = useLab((s) => s.scrub);
  const now = useSlowLab((s) => s.iteration);
  const at = nearestKept(kept, scrub);
  const live = scrub === null;
  const last = Math.max(1, kept.length - 1);
  return (
    <Scrubber
      label="Training time"
      min={0}
      max={last}
      value={live ? last : Math.max(0, at)}
      text={`iteration ${formatCount(live ? now : (kept[at] ?? 0))}`}
      disabled={kept.length < 2}
      onChange={(index) => client.setScrub(kept[index] ?? null)}
      follow={{ label: 'Live', on: live, onFollow: () => client.setScrub(null) }}
    />
  );
}
