// The experiment as the worker has confirmed it, and changes that it has not confirmed yet.
import { defaultExperiment } from '../experiment/defaults.ts';
import { type FieldChange, withEdit } from '../experiment/edits.ts';
import type { Experiment } from '../experiment/types.ts';

export interface Settings {
  readonly confirmed: Experiment;
  readonly unconfirmed: readonly FieldChange[];
  load(experiment: Experiment): void;
  change(change: FieldChange): void;
  /** The worker has made the oldest change, at this iteration. */
  confirm(change: FieldChange, iteration: number): void;
  /** The experiment with all changes, those under way as if made at this iteration. */
  at(iteration: number): Experiment;
}

export function createSettings(): Settings {
  let confirmed = defaultExperiment;
  let unconfirmed: readonly FieldChange[] = [];
  return {
    get confirmed() {
      return confirmed;
    },
    get unconfirmed() {
      return unconfirmed;
    },
    load(experiment) {
      confirmed = experiment;
      unconfirmed = [];
    },
    change(change) {
      unconfirmed = [...unconfirmed, change];
    },
    confirm(change, iteration) {
      confirmed = withEdit(confirmed, iteration, change);
      unconfirmed = unconfirmed.slice(1);
    },
    at: (iteration) =>
      unconfirmed.reduce((experiment, change) => withEdit(experiment, iteration, change), confirmed),
  };
}
