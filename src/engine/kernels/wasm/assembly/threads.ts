// The shared-memory build: everything of index.ts, and the loop in which threads serve commands. Each takes rows one
// at a time from a common counter, or its share of the parameters when sums are formed, and signs off. Which thread
// computes what changes no result.
import { configure, reduce, reduceFirst, runRows } from './index';

export * from './index';

// Words of the signals, shared with pool.ts.
const EPOCH: usize = 0, COMMAND: usize = 4, DONE: usize = 8, NEXT: usize = 12, ROWS: usize = 16, SCRATCH: usize = 20;
const SCRATCH_BYTES: usize = 24, REDUCE_FROM: usize = 28, REDUCE_TO: usize = 32, FIRST_ROWS: usize = 36;
const RUN: i32 = 1, SUM: i32 = 2, STOP: i32 = 3;

/** Turns of the waiting loops before a thread sleeps: some tens of microseconds. */
const SPINS: i32 = 4000;

function cut(from: i32, to: i32, unit: i32, part: i32, parts: i32): i32 {
  return part == parts ? to : from + ((to - from) / unit * part) / parts * unit;
}

function share(signals: usize, request: usize, table: usize, thread: i32, threads: i32): void {
  if (load<i32>(signals + COMMAND) == RUN) {
    configure(request, table, <usize>(load<i32>(signals + SCRATCH) + thread * load<i32>(signals + SCRATCH_BYTES)));
    const rows = load<i32>(signals + ROWS);
    for (let row = atomic.add<i32>(signals + NEXT, 1); row < rows; row = atomic.add<i32>(signals + NEXT, 1)) runRows(row, row + 1);
    return;
  }
  const from = load<i32>(signals + REDUCE_FROM), to = load<i32>(signals + REDUCE_TO), first = load<i32>(signals + FIRST_ROWS);
  reduce(<usize>cut(from, to, 64, thread, threads), <usize>cut(from, to, 64, thread + 1, threads));
  if (first > 0) reduceFirst(cut(0, first, 4, thread, threads), cut(0, first, 4, thread + 1, threads));
}

/** A worker's life: serves commands from the epoch `seen` on until it is told to stop. */
export function serve(signals: usize, request: usize, table: usize, thread: i32, threads: i32, seen: i32): void {
  for (;;) {
    for (let spins = 0; atomic.load<i32>(signals + EPOCH) == seen; spins++) {
      if (spins > SPINS) atomic.wait<i32>(signals + EPOCH, seen, -1);
    }
    seen = atomic.load<i32>(signals + EPOCH);
    if (load<i32>(signals + COMMAND) == STOP) return;
    share(signals, request, table, thread, threads);
    atomic.add<i32>(signals + DONE, 1);
    atomic.notify(signals + DONE, 1);
  }
}

/** Gives a command to all and does this thread's share; false when the others have not signed off after `seconds`. */
export function command(signals: usize, request: usize, table: usize, threads: i32, kind: i32, seconds: i32): bool {
  atomic.store<i32>(signals + DONE, 0);
  atomic.store<i32>(signals + NEXT, 0);
  atomic.store<i32>(signals + COMMAND, kind);
  atomic.add<i32>(signals + EPOCH, 1);
  atomic.notify(signals + EPOCH, -1);
  share(signals, request, table, 0, threads);
  let waits = 0;
  let spins = 0;
  let done = atomic.load<i32>(signals + DONE);
  while (done < threads - 1 && waits < seconds) {
    // Result 2: not woken within a second.
    if (spins++ > SPINS && atomic.wait<i32>(signals + DONE, done, 1000000000) == 2) waits++;
    done = atomic.load<i32>(signals + DONE);
  }
  return done >= threads - 1;
}
