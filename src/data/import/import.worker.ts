// Entry of the data worker: reads, checks and keeps dropped files away from the page's thread.

import { messageOf } from '../../text/sentences.ts';
import { createDataStore } from '../store/store.ts';
import type { GivenFile, ImportResult } from './importFiles.ts';
import { importFiles } from './importFiles.ts';
import type { LoadProgress } from './pace.ts';

/** What the page asks for: files with their names, or paths within a picked folder. */
export interface ImportRequest {
  readonly files: readonly { readonly path: string; readonly file: File }[];
  /** The family whose files they may be. */
  readonly wanted: string | null;
}

export type ImportAnswer =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'done'; readonly result: ImportResult }
  | { readonly kind: 'failed'; readonly message: string };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const post = (answer: ImportAnswer) => scope.postMessage(answer);

scope.onmessage = async ({ data }: MessageEvent<ImportRequest>) => {
  try {
    const files = data.files.map(
      ({ path, file }): GivenFile => ({ path, size: file.size, arrayBuffer: () => file.arrayBuffer() }),
    );
    const onProgress = (progress: LoadProgress) => post({ kind: 'progress', progress });
    post({ kind: 'done', result: await importFiles(files, data.wanted, createDataStore(), { onProgress }) });
  } catch (error) {
    post({ kind: 'failed', message: messageOf(error) });
  }
};
