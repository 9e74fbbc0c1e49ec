// Threads that share the kernel's memory. A worker only instantiates the kernel and serves commands inside it (see
// assembly/threads.ts); this file starts them, hands out commands, and gives the pool up when it fails.
import { MAX_THREADS, REQUEST, SIGNALS, TABLE_BYTES, TABLES } from './layout.ts';
import { startTextWorker } from './textWorker.ts';

export interface ThreadPool {
  readonly threads: number;
  /** Runs every row, then forms the sums; blocks until all is done. False: a thread has died, nothing is certain. */
  run(job: PoolJob): boolean;
  stop(): void;
}

export interface PoolJob {
  readonly rows: number;
  /** Scratch of thread 0; thread t's starts t · scratchBytes later. */
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly wantGradient: boolean;
  /** Bytes of a padded parameter row that the sums cover: [reduceFrom, reduceTo). */
  readonly reduceFrom: number;
  readonly reduceTo: number;
  /** Rows of the first layer on the Gram path; 0 off it. */
  readonly firstRows: number;
}

/** What the shared-memory build exports besides the kernel itself. */
export interface ThreadExports {
  command(
    signals: number,
    request: number,
    table: number,
    threads: number,
    kind: number,
    seconds: number,
  ): number;
}

/** Words at SIGNALS, shared with assembly/threads.ts. */
const SIGNAL = {
  epoch: 0,
  command: 1,
  rows: 4,
  scratch: 5,
  scratchBytes: 6,
  reduceFrom: 7,
  reduceTo: 8,
  firstRows: 9,
};
const COMMAND = { rows: 1, sums: 2, stop: 3 } as const;
/** Milliseconds in which a pool must come up, and seconds without a sign after which it is given up. */
const START_LIMIT = 5000;
const SILENCE_LIMIT = 20;

/** A thread instantiates the kernel on the shared memory, says so, and serves until it is told to stop. */
const PROGRAM = `
function handle({ module, memory, thread, threads, signals, request, table, epoch }, answer) {
  const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  answer('ready');
  serve(signals, request, table, thread, threads, epoch);
}
`;

interface Member {
  readonly ready: Promise<void>;
  terminate(): void;
}

async function startMember(data: object): Promise<Member> {
  const worker = await startTextWorker(PROGRAM);
  const ready = new Promise<void>((resolve, reject) => {
    worker.listen(
      () => resolve(),
      () => reject(new Error('A kernel thread ended before it was ready.')),
    );
  });
  worker.post(data);
  // A waiting thread must not keep a finished program alive.
  return { ready: ready.then(() => worker.unref()), terminate: worker.terminate };
}

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
  exports: ThreadExports,
  threads: number,
): Promise<ThreadPool | null> {
  if (typeof exports.command !== 'function') return null;
  const count = Math.min(threads, MAX_THREADS);
  const signals = new Int32Array(memory.buffer, SIGNALS, 16);
  const members: Member[] = [];
  for (let thread = 1; thread < count; thread++) {
    const table = TABLES + thread * TABLE_BYTES;
    const epoch = signals[SIGNAL.epoch];
    const data = { module, memory, thread, threads: count, signals: SIGNALS, request: REQUEST, table, epoch };
    members.push(await startMember(data));
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
  const command = (kind: number): boolean =>
    exports.command(SIGNALS, REQUEST, TABLES, count, kind, SILENCE_LIMIT) !== 0;
  return {
    threads: count,
    run(job) {
      signals[SIGNAL.rows] = job.rows;
      signals[SIGNAL.scratch] = job.scratch;
      signals[SIGNAL.scratchBytes] = job.scratchBytes;
      signals[SIGNAL.reduceFrom] = job.reduceFrom;
      signals[SIGNAL.reduceTo] = job.reduceTo;
      signals[SIGNAL.firstRows] = job.firstRows;
      return command(COMMAND.rows) && (!job.wantGradient || command(COMMAND.sums));
    },
    stop,
  };
}
