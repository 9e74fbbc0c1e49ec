// Opens a link: its experiment in the client, and how it is looked at. From then on the view holds the figures.
import type { LabClient } from '../../client/types.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { VIEW_FIELDS } from '../../experiment/viewFields.ts';
import { ownTaskOf, showLinkView } from './linkView.ts';

export function openLink(client: LabClient, hash: string): void {
  const { experiment, view, notices } = decodeLink(hash);
  const lost = view.ownTask !== '' && ownTaskOf(view, experiment.task) === null;
  const message = 'The own task of the link can’t be read or is of another family; a drawn one is shown.';
  const notice = { field: VIEW_FIELDS.ownTask.key, message, lost: true } as const;
  // The run that is left keeps the view that it had.
  client.load(experiment, lost ? [...notices, notice] : notices);
  showLinkView(client, view, experiment);
}
