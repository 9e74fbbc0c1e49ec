// Opens a link: its experiment in the client, and how it is looked at. From then on the view holds the figures.
import type { LabClient } from '../../client/types.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { VIEW_FIELDS } from '../../experiment/viewFields.ts';
import { lessonIn, readPlace, writePlace } from '../../lessons/place.ts';
import { excerpt } from '../../text/sentences.ts';
import { useView } from '../state/viewState.ts';
import { ownTaskOf, showLinkView } from './linkView.ts';

export function openLink(client: LabClient, hash: string): void {
  const { lesson, alone } = lessonIn(hash);
  const place = readPlace(lesson);
  const { experiment, view, notices } = decodeLink(place && alone ? place.step.link : hash);
  const said = [...notices];
  if (lesson && !place) {
    const message = `There is no lesson “${excerpt(lesson)}”; the lab is open without one.`;
    said.push({ field: 'lesson', message });
  }
  if (view.ownTask !== '' && ownTaskOf(view, experiment.task) === null) {
    const message = 'The own task of the link can’t be read or is of another family; a drawn one is shown.';
    said.push({ field: VIEW_FIELDS.ownTask.key, message, lost: true });
  }
  // The run that is left keeps the view that it had.
  client.load(experiment, said);
  showLinkView(client, view, experiment);
  useView.getState().set({ lesson: place ? writePlace(place) : '' });
}
