// What the link of the moment has to leave out, in a sentence: said while it is made, in the page and in "Share".
import { useMemo } from 'react';
import { fitLink, MAX_LENGTH } from '../../experiment/link/link.ts';
import { MAX_EDITS } from '../../experiment/link/lists.ts';
import type { Experiment } from '../../experiment/types.ts';
import { LONGEST_OWN_TASK } from '../../experiment/viewFields.ts';
import type { OwnTask } from '../../protocol/views.ts';
import { formatCount } from '../../ui/format.ts';
import { useSlowLab } from '../state/labContext.ts';
import { fitsLink, packTask } from './ownTask.ts';

/** Null where the link holds everything. */
function editLoss(experiment: Experiment): string | null {
  const { leftOut } = fitLink(experiment);
  if (!leftOut) return null;
  const changes = leftOut.edits === 1 ? 'the last change' : `the last ${formatCount(leftOut.edits)} changes`;
  return (
    `The link leaves out ${changes} made while training and opens at iteration ` +
    `${formatCount(leftOut.iteration)}, before them: a link holds ${formatCount(MAX_EDITS)} changes and ` +
    `${formatCount(MAX_LENGTH)} characters. Reset begins anew with the settings as they are.`
  );
}

export function taskLoss(task: OwnTask): string | null {
  if (fitsLink(task)) return null;
  const [needed, most] = [packTask(task).length, LONGEST_OWN_TASK].map(formatCount);
  return `The link leaves out your own task: it needs ${needed} characters, and a link has room for ${most}.`;
}

export function useLinkLoss(): string | null {
  const experiment = useSlowLab((s) => s.experiment, 1000);
  const probe = useSlowLab((s) => s.probe, 1000);
  return useMemo(() => {
    const losses = [editLoss(experiment), probe.kind === 'own' ? taskLoss(probe.task) : null];
    return losses.filter((loss) => loss !== null).join(' ') || null;
  }, [experiment, probe]);
}
