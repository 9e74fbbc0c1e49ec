// A kernel in a worker of its own, with memory of its own, where memory cannot be shared: it gets a planned call's bytes
// and answers with the answer's. Calls are computed one after another.
import { ARENA, type CallPlan, REQUEST, TABLES, WORD } from './layout.ts';
import { startTextWorker } from './textWorker.ts';

export interface Helper {
  /**
   * Computes a call whose request and inputs lie in `memory` as they were planned; resolves with the floats of
   * [words[gradient], words[coefficients]). Rejects once the worker has failed.
   */
  run(plan: CallPlan, memory: ArrayBufferLike, wantGradient: boolean): Promise<Float32Array>;
  stop(): void;
}

const PROGRAM = `
let memory = null;
let kernel = null;
function handle({ module, call }, answer) {
  if (module) {
    memory = new WebAssembly.Memory({ initial: 2, maximum: 65536 });
    kernel = new WebAssembly.Instance(module, { env: { memory } }).exports;
    answer('ready');
    return;
  }
  const missing = call.end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  new Uint8Array(memory.buffer).set(new Uint8Array(call.request), call.requestAt);
  new Uint8Array(memory.buffer).set(new Uint8Array(call.inputs), call.inputsAt);
  kernel.configure(call.requestAt, call.tables, call.scratch);
  kernel.prepare();
  kernel.runRows(0, call.rows);
  if (call.wantGradient && call.firstRows > 0) kernel.reduceFirst(0, call.firstRows);
  if (call.wantGradient) kernel.finish();
  const floats = memory.buffer.slice(call.from, call.to);
  answer(floats, [floats]);
}
`;

function callOf(plan: CallPlan, memory: ArrayBufferLike, wantGradient: boolean) {
  const { words, end, scratch, shape, stackedRows: firstRows } = plan;
  return {
    request: memory.slice(REQUEST, REQUEST + 4 * words.length) as ArrayBuffer,
    requestAt: REQUEST,
    inputs: memory.slice(ARENA, words[WORD.launch]) as ArrayBuffer,
    inputsAt: ARENA,
    tables: TABLES,
    end,
    scratch,
    rows: shape.rows,
    firstRows,
    wantGradient,
    from: words[WORD.gradient],
    to: words[WORD.coefficients],
  };
}

interface Waiting {
  resolve(floats: Float32Array): void;
  reject(error: Error): void;
}

/** Starts a helper on a compiled kernel; null where this host has no workers for it. */
export async function startHelper(module: WebAssembly.Module): Promise<Helper | null> {
  try {
    const worker = await startTextWorker(PROGRAM);
    const waiting: Waiting[] = [];
    let failed = false;
    const fail = (): Error => {
      failed = true;
      const error = new Error('A worker of the WASM kernel has ended.');
      for (const one of waiting.splice(0)) one.reject(error);
      return error;
    };
    const ready = new Promise<void>((resolve, reject) => {
      worker.listen(
        (data) => {
          if (data === 'ready') resolve();
          else waiting.shift()?.resolve(new Float32Array(data as ArrayBuffer));
        },
        () => reject(fail()),
      );
    });
    worker.post({ module });
    await ready;
    return {
      run(plan, memory, wantGradient) {
        if (failed) return Promise.reject(fail());
        return new Promise((resolve, reject) => {
          waiting.push({ resolve, reject });
          const call = callOf(plan, memory, wantGradient);
          worker.post({ call }, [call.request, call.inputs]);
        });
      },
      stop() {
        fail();
        worker.terminate();
      },
    };
  } catch {
    return null;
  }
}
