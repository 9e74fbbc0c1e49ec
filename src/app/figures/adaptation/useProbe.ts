// Which task the adaptation shows: drawn ones by their number, or the user's own.
import { type RefObject, useRef } from 'react';
import type { LabSnapshot } from '../../../client/types.ts';
import type { OwnTask, ProbeChoice } from '../../../protocol/views.ts';
import { useClient } from '../../state/labContext.ts';

/** What every kind of adaptation figure is given. */
export interface AdaptationProps {
  readonly snapshot: LabSnapshot;
  readonly frame: RefObject<HTMLElement | null>;
}

export interface Probe {
  /** The drawn task that was shown last. */
  readonly back: () => void;
  readonly next: () => void;
  readonly own: (task: OwnTask) => void;
}

export function useProbe(probe: ProbeChoice): Probe {
  const client = useClient();
  const drawn = useRef(0);
  if (probe.kind === 'drawn') drawn.current = probe.index;
  const draw = (index: number) => client.setProbe({ kind: 'drawn', index });
  return {
    back: () => draw(drawn.current),
    next: () => draw(drawn.current + 1),
    own: (task) => client.setProbe({ kind: 'own', task }),
  };
}
