// Opens a link: its experiment in the client, its figures in the view. From then on the view holds the figures.
import type { LabClient } from '../../client/types.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { useView } from '../state/viewState.ts';

export function openLink(client: LabClient, hash: string): void {
  const { experiment, notices } = decodeLink(hash);
  // The run that is left keeps the view that it had.
  client.load(experiment, notices);
  useView.getState().set({ figures: experiment.figures, lane: 0 });
}
