// A worker whose program is text, in Node and in browsers, so that no bundler or loader has to find or may alter a file for
// it. The text defines `handle(data, answer)`, called for every message.

export interface TextWorker {
  post(data: object, transfer?: readonly ArrayBuffer[]): void;
  /** What the worker answers, and that it has failed or ended. */
  listen(answered: (data: unknown) => void, failed: () => void): void;
  /** Lets a finished program end although the worker waits. */
  unref(): void;
  terminate(): void;
}

async function nodeWorker(text: string): Promise<TextWorker> {
  const { Worker: NodeWorker } = await import(/* @vite-ignore */ 'node:worker_threads');
  const source = `${text}
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (data) => handle(data, (message, transfer) => parentPort.postMessage(message, transfer)));
`;
  const worker = new NodeWorker(source, { eval: true, execArgv: [] });
  return {
    post: (data, transfer = []) => worker.postMessage(data, transfer),
    listen(answered, failed) {
      worker.on('message', answered);
      worker.once('error', failed);
      worker.once('exit', failed);
    },
    unref: () => worker.unref(),
    terminate: () => void worker.terminate(),
  };
}

function webWorker(text: string): TextWorker {
  const source = `${text}
self.onmessage = ({ data }) => handle(data, (message, transfer) => self.postMessage(message, transfer));
`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return {
    post: (data, transfer = []) => worker.postMessage(data, [...transfer]),
    listen(answered, failed) {
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        URL.revokeObjectURL(url);
        answered(data);
      };
      worker.onerror = () => failed();
    },
    unref: () => {},
    terminate: () => worker.terminate(),
  };
}

export const inNode = (): boolean => typeof process !== 'undefined' && !!process.versions?.node;

export async function startTextWorker(text: string): Promise<TextWorker> {
  return inNode() ? nodeWorker(text) : webWorker(text);
}
