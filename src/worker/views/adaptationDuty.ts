// When the adaptation is computed: as the training goes on, unless it is held at a kept model, and soon after the
// task that it shows has changed.
import type { AdaptationView, ProbeChoice } from '../../protocol/views.ts';
import { createPace, type ViewDuty, type ViewTime } from './viewDuty.ts';

export interface AdaptationDeps {
  /** Milliseconds, monotonic. */
  now(): number;
  readonly time: ViewTime;
  compute(choice: ProbeChoice, at: number | null): Promise<AdaptationView>;
  post(view: AdaptationView): void;
  /** The user's own task cannot be shown. */
  refuse(error: unknown): void;
}

export interface AdaptationDuty extends ViewDuty {
  /** What it shows from now on, at the kept model nearest to an iteration; null: at the one as it is. */
  show(choice: ProbeChoice, at: number | null): void;
}

/** While training, least milliseconds to the next one for a changed task: the user follows with the eye. */
const CHANGED_EVERY = 125;

export function createAdaptationDuty({ now, time, compute, post, refuse }: AdaptationDeps): AdaptationDuty {
  const pace = createPace(now, time);
  let choice: ProbeChoice = { kind: 'drawn', index: 0 };
  let held: number | null = null;
  let changed = false;
  let last = 0;

  async function compose(): Promise<void> {
    changed = false;
    last = now();
    const shown = choice;
    try {
      post(await compute(shown, held));
    } catch (error) {
      // A task of the user's own that does not fit the model is their business, not the run's end.
      if (shown.kind !== 'own') throw error;
      refuse(error);
    }
  }

  return {
    show(next, at) {
      choice = next;
      held = at;
      changed = true;
    },
    isDue: (training, iteration) =>
      (changed && (!training || now() - last >= CHANGED_EVERY)) ||
      (held === null && pace.isDue(training, iteration)),
    work: (training, iteration) => (held === null ? pace.keep(training, iteration, compose) : compose()),
    invalidate: pace.invalidate,
  };
}
