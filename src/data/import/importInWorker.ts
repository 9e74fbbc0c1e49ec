// Imports files in a worker of its own, which ends with the import: nothing that a file does can hold up the page.
import type { ImportAnswer, ImportRequest } from './import.worker.ts';
import type { ImportResult } from './importFiles.ts';
import type { OnProgress } from './pace.ts';

export type { ImportedSet } from './importFiles.ts';

export interface RunningImport {
  readonly result: Promise<ImportResult>;
  /** Ends the import; files that were kept already stay. */
  cancel(): void;
}

const NOTHING: ImportResult = { sets: [], ready: [], notes: [], problems: [] };

export function importInWorker(request: ImportRequest, onProgress: OnProgress): RunningImport {
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), {
    type: 'module',
    name: 'data import',
  });
  let settle: (result: ImportResult) => void = () => undefined;
  const result = new Promise<ImportResult>((resolve) => {
    settle = (value) => {
      worker.terminate();
      resolve(value);
    };
    const fail = (reason: string) => settle({ ...NOTHING, problems: [reason] });
    worker.onmessage = ({ data }: MessageEvent<ImportAnswer>) => {
      if (data.kind === 'progress') onProgress(data.progress);
      else if (data.kind === 'done') settle(data.result);
      else fail(data.message);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(
        `The files could not be read (${event.message || 'the reader stopped, perhaps for lack of memory'}). ` +
          'Nothing that was kept before is lost.',
      );
    };
    worker.postMessage(request);
  });
  return { result, cancel: () => settle({ ...NOTHING, notes: ['The import was cancelled.'] }) };
}
