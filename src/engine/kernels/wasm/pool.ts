// Threads that share the kernel's memory: each waits for a new epoch, takes rows one at a time from a common counter
// (or its share of the parameters when sums are formed) and signs off. Which thread computes a row changes nothing.
import type { KernelExports } from './kernel.ts';
import { MAX_THREADS, REQUEST, SIGNALS, TABLE_BYTES, TABLES } from './layout.ts';

export interface ThreadPool {
  readonly threads: number;
  /** Runs every row, then forms the sums; blocks until all threads are done. */
  run(job: PoolJob): void;
  stop(): void;
}

export interface PoolJob {
  readonly rows: number;
  /** Scratch of thread 0; thread t's starts t · scratchBytes later. */
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly wantGradient: boolean;
  /** Bytes of a padded parameter row that `reduce` covers: [reduceFrom, reduceTo). */
  readonly reduceFrom: number;
  readonly reduceTo: number;
  /** Rows of the first layer that `reduceFirst` covers; 0 off the Gram path. */
  readonly firstRows: number;
}

/** Words at SIGNALS. */
const SIGNAL = {
  epoch: 0,
  command: 1,
  done: 2,
  next: 3,
  rows: 4,
  scratch: 5,
  scratchBytes: 6,
  reduceFrom: 7,
  reduceTo: 8,
  firstRows: 9,
} as const;
const COMMAND = { rows: 1, sums: 2, stop: 3 } as const;

/**
 * One thread's share of a command; also runs inside the workers, from its source text: it may use nothing but its
 * arguments.
 */
function share(
  exports: KernelExports,
  signals: Int32Array,
  command: number,
  thread: number,
  threads: number,
  request: number,
  table: number,
): void {
  if (command === 1) {
    exports.configure(request, table, signals[5] + thread * signals[6]);
    for (;;) {
      const row = Atomics.add(signals, 3, 1);
      if (row >= signals[4]) return;
      exports.runRows(row, row + 1);
    }
  }
  const cut = (from: number, to: number, unit: number, t: number): number =>
    t === threads ? to : from + Math.floor(((to - from) / unit / threads) * t) * unit;
  exports.reduce(cut(signals[7], signals[8], 16, thread), cut(signals[7], signals[8], 16, thread + 1));
  if (signals[9] > 0) {
    exports.reduceFirst(cut(0, signals[9], 5, thread), cut(0, signals[9], 5, thread + 1));
  }
}

/** A worker's program. Plain text, so that no bundler or loader has to find a file for it. */
const WORKER_SOURCE = `
const share = ${share.toString()};
function begin({ module, memory, thread, threads, at, request, table }, ready) {
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const signals = new Int32Array(memory.buffer, at, 16);
  let epoch = Atomics.load(signals, 0);
  ready();
  for (;;) {
    let spins = 0;
    while (Atomics.load(signals, 0) === epoch) {
      if (++spins > 2000) Atomics.wait(signals, 0, epoch);
    }
    epoch = Atomics.load(signals, 0);
    const command = signals[1];
    if (command === 3) return;
    share(exports, signals, command, thread, threads, request, table);
    Atomics.add(signals, 2, 1);
    Atomics.notify(signals, 2);
  }
}
`;
const NODE_SOURCE = `${WORKER_SOURCE}
const { parentPort, workerData } = require('node:worker_threads');
begin(workerData, () => parentPort.postMessage('ready'));
`;
const WEB_SOURCE = `${WORKER_SOURCE}
self.onmessage = ({ data }) => begin(data, () => self.postMessage('ready'));
`;

interface Member {
  readonly ready: Promise<void>;
  terminate(): void;
}

async function nodeMember(data: object): Promise<Member> {
  const { Worker: NodeWorker } = await import(/* @vite-ignore */ 'node:worker_threads');
  const worker = new NodeWorker(NODE_SOURCE, { eval: true, workerData: data, execArgv: [] });
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  // A waiting thread must not keep a finished program alive.
  worker.unref();
  return { ready: ready.then(() => worker.unref()), terminate: () => void worker.terminate() };
}

function webMember(data: object): Member {
  const url = URL.createObjectURL(new Blob([WEB_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = () => reject(new Error('A kernel thread could not be started.'));
  });
  worker.postMessage(data);
  return { ready: ready.finally(() => URL.revokeObjectURL(url)), terminate: () => worker.terminate() };
}

/** Milliseconds after which a pool that has not come up is given up. */
const START_LIMIT = 5000;

async function allReady(members: readonly Member[]): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), START_LIMIT);
  });
  const up = Promise.all(members.map((member) => member.ready)).then(
    () => true,
    () => false,
  );
  const result = await Promise.race([up, late]);
  clearTimeout(timer);
  return result;
}

/** Starts `threads` − 1 workers on the shared memory; null where this host can't. */
export async function startPool(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  exports: KernelExports,
  threads: number,
): Promise<ThreadPool | null> {
  const count = Math.min(threads, MAX_THREADS);
  const signals = new Int32Array(memory.buffer, SIGNALS, 16);
  const inNode = typeof process !== 'undefined' && !!process.versions?.node;
  const members: Member[] = [];
  for (let thread = 1; thread < count; thread++) {
    const table = TABLES + thread * TABLE_BYTES;
    const data = { module, memory, thread, threads: count, at: SIGNALS, request: REQUEST, table };
    members.push(inNode ? await nodeMember(data) : webMember(data));
  }
  const stop = (): void => {
    Atomics.store(signals, SIGNAL.command, COMMAND.stop);
    Atomics.add(signals, SIGNAL.epoch, 1);
    Atomics.notify(signals, SIGNAL.epoch);
    for (const member of members) member.terminate();
  };
  if (!(await allReady(members))) {
    stop();
    return null;
  }
  const command = (kind: number): void => {
    Atomics.store(signals, SIGNAL.done, 0);
    signals[SIGNAL.command] = kind;
    Atomics.add(signals, SIGNAL.epoch, 1);
    Atomics.notify(signals, SIGNAL.epoch);
    share(exports, signals, kind, 0, count, REQUEST, TABLES);
    for (let spins = 0; ; ) {
      const done = Atomics.load(signals, SIGNAL.done);
      if (done === count - 1) return;
      if (++spins > 2000) Atomics.wait(signals, SIGNAL.done, done, 100);
    }
  };
  return {
    threads: count,
    run(job) {
      signals[SIGNAL.rows] = job.rows;
      signals[SIGNAL.scratch] = job.scratch;
      signals[SIGNAL.scratchBytes] = job.scratchBytes;
      signals[SIGNAL.reduceFrom] = job.reduceFrom;
      signals[SIGNAL.reduceTo] = job.reduceTo;
      signals[SIGNAL.firstRows] = job.firstRows;
      Atomics.store(signals, SIGNAL.next, 0);
      command(COMMAND.rows);
      if (job.wantGradient) command(COMMAND.sums);
    },
    stop,
  };
}
