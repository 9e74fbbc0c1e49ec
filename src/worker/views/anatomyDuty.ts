// When the coming iteration is taken apart: at rest only, once for each iteration and question.
import type { AnatomyRequest, AnatomyView } from '../../protocol/anatomy.ts';
import type { ViewDuty } from './viewDuty.ts';

export interface AnatomyDeps {
  compute(request: AnatomyRequest): Promise<AnatomyView>;
  post(view: AnatomyView): void;
  /** It cannot be taken apart; it is tried again when something has changed. */
  fail(error: unknown): void;
}

export interface AnatomyDuty extends ViewDuty {
  /** What the page looks at from now on; null: nothing. */
  want(request: AnatomyRequest | null): void;
}

export function createAnatomyDuty({ compute, post, fail }: AnatomyDeps): AnatomyDuty {
  let wanted: AnatomyRequest | null = null;
  let doneAt = -1;
  return {
    want(request) {
      wanted = request;
      doneAt = -1;
    },
    invalidate() {
      doneAt = -1;
    },
    isDue: (training, iteration) => wanted !== null && !training && doneAt !== iteration,
    async work(_, iteration) {
      if (!wanted) return;
      doneAt = iteration;
      const asked = wanted;
      try {
        const view = await compute(asked);
        // A message that came meanwhile may ask for something else.
        if (wanted === asked) post(view);
      } catch (error) {
        fail(error);
      }
    },
  };
}
