// Which place of a lesson is open, and the ways between places. A place sets the lab up unless it stands so already.
import { useMemo } from 'react';
import type { LabClient } from '../../client/types.ts';
import { decodeLink, encodeLink } from '../../experiment/link/link.ts';
import type { Experiment } from '../../experiment/types.ts';
import { type Place, readPlace, writePlace } from '../../lessons/place.ts';
import { fromStart } from '../state/commands.ts';
import { useView } from '../state/viewState.ts';

/** The open place; null: no lesson is open. */
export function usePlace(): Place | null {
  const text = useView((s) => s.lesson);
  return useMemo(() => readPlace(text), [text]);
}

/** The experiment as a lesson's link would write it: where training stands and what is shown do not count. */
const bare = (experiment: Experiment) =>
  encodeLink({ ...fromStart(experiment), figures: [], backend: 'auto' });

/** Opens a place: its lab, unless the lab is set up so, and its figures. */
export function openPlace(client: LabClient, place: Pick<Place, 'lesson' | 'at' | 'asks'>): void {
  const { experiment } = decodeLink(place.lesson.steps[place.at].link);
  const now = client.getSnapshot().experiment;
  if (bare(now) !== bare(experiment)) client.load({ ...experiment, backend: now.backend });
  useView.getState().set({ lesson: writePlace(place), figures: experiment.figures, lane: 0 });
}

/** Closes the lesson; the lab stays as it is. */
export function leaveLesson(): void {
  useView.getState().set({ lesson: '' });
}

/** Trains the lab as it stands from its beginning to an iteration, and stops there. */
export function runTo(client: LabClient, iterations: number): void {
  client.load({ ...fromStart(client.getSnapshot().experiment), iter: iterations });
}
