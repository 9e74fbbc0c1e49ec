// When the losses after each inner step are computed: as the training goes on.
import type { StepLossView } from '../../protocol/views.ts';
import { createPace, type ViewDuty } from './viewDuty.ts';

export interface StepLossDeps {
  /** Milliseconds, monotonic. */
  now(): number;
  compute(): Promise<StepLossView>;
  post(view: StepLossView): void;
}

export function createStepLossDuty({ now, compute, post }: StepLossDeps): ViewDuty {
  const pace = createPace(now);
  return {
    isDue: pace.isDue,
    work: (_, iteration) => pace.keep(iteration, async () => post(await compute())),
    invalidate: pace.invalidate,
  };
}
