// Opens a link: its experiment in the client, its figures in the view. From then on the view holds the figures.
import type { LabClient } from '../../client/types.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { lessonIn, readPlace, writePlace } from '../../lessons/place.ts';
import { useView } from '../state/viewState.ts';

export function openLink(client: LabClient, hash: string): void {
  const { lesson, alone } = lessonIn(hash);
  const place = readPlace(lesson);
  const { experiment, notices } = decodeLink(place && alone ? place.step.link : hash);
  const unknown = {
    field: 'lesson',
    message: `There is no lesson “${lesson}”; the lab is open without one.`,
  };
  // The run that is left keeps the view that it had.
  client.load(experiment, lesson && !place ? [...notices, unknown] : notices);
  useView.getState().set({ figures: experiment.figures, lane: 0, lesson: place ? writePlace(place) : '' });
}
