// An import in a worker of its own, which ends with it: nothing that a file does can hold up the page.
import type { Choices } from '../choices.ts';
import type { OnConflict } from './keep.ts';
import type { ImportAnswer, ImportRequest, ImportResult, Review, ReviewedSet } from './messages.ts';
import type { OnProgress } from './pace.ts';

export type { OnConflict } from './keep.ts';
export type { ImportResult, Review, ReviewedSet } from './messages.ts';

export interface RunningImport {
  /** What the files are; nothing of a set is kept yet. */
  inspect(files: readonly { path: string; file: File }[], wanted: string | null): Promise<Review>;
  revise(set: number, choices: Choices): Promise<ReviewedSet>;
  keep(sets: readonly { set: number; onConflict: OnConflict }[]): Promise<ImportResult>;
  /** Ends the import: what is under way fails with `CANCELLED`. */
  end(): void;
}

export const CANCELLED = 'The import was cancelled; nothing was kept.';

export function importInWorker(onProgress: OnProgress): RunningImport {
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), {
    type: 'module',
    name: 'data import',
  });
  let waiting: { settle: (answer: ImportAnswer) => void; fail: (reason: Error) => void } | null = null;
  worker.onmessage = ({ data }: MessageEvent<ImportAnswer>) => {
    if (data.kind === 'progress') onProgress(data.progress);
    else if (data.kind === 'failed') waiting?.fail(new Error(data.message));
    else waiting?.settle(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const why = event.message || 'the reader stopped, perhaps for lack of memory';
    waiting?.fail(new Error(`The files could not be read (${why}). Nothing that was kept before is lost.`));
  };
  const ask = (request: ImportRequest) =>
    new Promise<ImportAnswer>((settle, fail) => {
      waiting = { settle, fail };
      worker.postMessage(request);
    });
  const unexpected = () => new Error('The data worker gave another answer than was asked for.');
  return {
    async inspect(files, wanted) {
      const answer = await ask({ kind: 'inspect', files, wanted });
      if (answer.kind !== 'inspected') throw unexpected();
      return answer.review;
    },
    async revise(set, choices) {
      const answer = await ask({ kind: 'revise', set, choices });
      if (answer.kind !== 'revised') throw unexpected();
      return answer.reviewed;
    },
    async keep(sets) {
      const answer = await ask({ kind: 'keep', sets });
      if (answer.kind !== 'kept') throw unexpected();
      return answer.result;
    },
    end() {
      worker.terminate();
      waiting?.fail(new Error(CANCELLED));
      waiting = null;
    },
  };
}
