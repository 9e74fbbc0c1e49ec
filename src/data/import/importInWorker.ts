// An import in a worker of its own, which ends with it: nothing that a file does can hold up the page.
import type { Choices } from '../choices.ts';
import type { OnConflict } from './keep.ts';
import type {
  ImportAnswer,
  ImportRequest,
  ImportResult,
  PickedFile,
  Review,
  ReviewedSet,
} from './messages.ts';
import { createPace, type OnProgress } from './pace.ts';

export type { OnConflict } from './keep.ts';
export type { ImportResult, PickedFile, Review, ReviewedSet } from './messages.ts';

export interface RunningImport {
  /** What the files are; nothing of a set is kept yet. */
  inspect(files: readonly PickedFile[], wanted: string | null): Promise<Review>;
  revise(set: number, choices: Choices): Promise<ReviewedSet>;
  keep(sets: readonly { set: number; onConflict: OnConflict }[]): Promise<ImportResult>;
  /** Ends the import: what is under way fails with `CANCELLED`. */
  end(): void;
}

export const CANCELLED = 'The import was cancelled; nothing was kept.';

/** Files of one message: each costs the page about 0.2 ms. */
const HANDFUL = 50;

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
  let ended = false;
  async function handOver(files: readonly PickedFile[]): Promise<void> {
    const label = `Handing over ${files.length.toLocaleString('en')} ${files.length === 1 ? 'file' : 'files'}`;
    const pace = createPace('', label, onProgress);
    for (let at = 0; at < files.length; at += HANDFUL) {
      if (ended) throw new Error(CANCELLED);
      worker.postMessage({
        kind: 'files',
        files: files.slice(at, at + HANDFUL),
      } satisfies ImportRequest);
      await pace(at / files.length);
    }
  }
  return {
    async inspect(files, wanted) {
      await handOver(files);
      const answer = await ask({ kind: 'inspect', wanted });
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
      ended = true;
      worker.terminate();
      waiting?.fail(new Error(CANCELLED));
      waiting = null;
    },
  };
}
