// A run as it stands, kept while another one is looked at. Arrays are the ones that were shown; nothing is copied.
import type { Checkpoint } from '../protocol/payloads.ts';
import type { LabSnapshot, SavedRun } from './types.ts';

/** @param snapshot whose experiment holds every change made so far */
export function saveRun(snapshot: LabSnapshot, checkpoint: Checkpoint | null): SavedRun {
  const { experiment, backend, series, replayTarget, state } = snapshot;
  const iteration = Math.max(snapshot.iteration, checkpoint?.iteration ?? 0);
  // What is still loading has not begun its replay.
  const target = replayTarget ?? (state === 'loading' ? experiment.iter : 0);
  return {
    experiment: { ...experiment, iter: Math.max(iteration, target) },
    iteration,
    checkpoint,
    backend: backend?.backend ?? null,
    series,
  };
}

/** The run without one lane: the others keep their curves and their state, as lanes only share what is drawn. */
export function withoutLane(run: SavedRun, index: number): SavedRun {
  const others = <T>(values: readonly T[]) => values.filter((_, lane) => lane !== index);
  const { experiment, checkpoint } = run;
  const edits = experiment.edits.flatMap((edit) => {
    if (edit.lane === undefined || edit.lane < index) return [edit];
    return edit.lane === index ? [] : [{ ...edit, lane: edit.lane - 1 }];
  });
  return {
    ...run,
    experiment: { ...experiment, lanes: others(experiment.lanes), edits },
    checkpoint: checkpoint && { ...checkpoint, lanes: others(checkpoint.lanes) },
    series: others(run.series),
  };
}

function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bytesIn(part), 0);
}

/** Bytes of the run's curves and checkpoint. */
export function bytesOf({ series, checkpoint }: SavedRun): number {
  return bytesIn(series) + bytesIn(checkpoint);
}

/** The run without its arrays: taking it up again replays it to where it stood. */
export function lightened(run: SavedRun): SavedRun {
  return { ...run, series: [], checkpoint: null };
}
