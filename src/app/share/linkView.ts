// How the page is looked at, gathered for a link and taken up from one.
import type { LabClient, LabSnapshot } from '../../client/types.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { LinkView } from '../../experiment/viewFields.ts';
import { isTraining } from '../../protocol/payloads.ts';
import type { OwnTask } from '../../protocol/views.ts';
import { FAMILIES, type TaskFamilyId } from '../../tasks/families.ts';
import { useLecture } from '../../ui/appearance.ts';
import { ownView, useView } from '../state/viewState.ts';
import { fitsLink, packTask, unpackTask } from './ownTask.ts';

/** What a link says about how this is looked at. */
export function linkViewOf({ probe, scrub }: LabSnapshot): LinkView {
  const { figures: _, lesson: __, ...own } = ownView();
  const task = probe.kind === 'own' ? probe.task : null;
  return {
    ...own,
    heldAt: scrub ?? -1,
    shownTask: probe.kind === 'drawn' ? probe.index : 0,
    ownTask: task && fitsLink(task) ? packTask(task) : '',
    lecture: useLecture.getState().on,
  };
}

/** A link's own task, or null where it has none that the family's adaptation shows. */
export function ownTaskOf({ ownTask }: LinkView, family: TaskFamilyId): OwnTask | null {
  const task = unpackTask(ownTask);
  const { kind } = FAMILIES[family].adaptation;
  return task && (kind === 'images') === (task.kind === 'images') ? task : null;
}

/** Holds the adaptation at an iteration as soon as the run is there: its models are kept on the way. */
function holdLater(client: LabClient, iteration: number): void {
  const { experiment } = client.getSnapshot();
  const stop = client.subscribe(() => {
    const { state, experiment: now, snapshotIterations } = client.getSnapshot();
    if (now.task !== experiment.task || now.seed !== experiment.seed) return stop();
    if (state === 'loading' || isTraining(state) || snapshotIterations.length === 0) return;
    stop();
    client.setScrub(iteration);
  });
}

/** Looks at the run that was just loaded as a link says. Lecture mode stays where a link says nothing of it. */
export function showLinkView(client: LabClient, view: LinkView, { task: family, figures }: Experiment): void {
  const { heldAt, shownTask, ownTask: _, lecture, ...own } = view;
  useView.getState().set({ ...own, figures });
  if (lecture) useLecture.getState().set(true);
  const task = ownTaskOf(view, family);
  client.setProbe(task ? { kind: 'own', task } : { kind: 'drawn', index: shownTask });
  if (heldAt >= 0) holdLater(client, heldAt);
}
