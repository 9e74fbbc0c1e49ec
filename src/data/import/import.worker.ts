// Entry of the data worker: looks at dropped files and keeps them, away from the page's thread.

import { createDataStore } from '../store/store.ts';
import type { ImportRequest } from './messages.ts';
import { createImportSession } from './session.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const handle = createImportSession(createDataStore(), (answer) => scope.postMessage(answer));
scope.onmessage = ({ data }: MessageEvent<ImportRequest>) => void handle(data);
