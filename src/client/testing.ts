// A worker that answers nothing by itself, and points as a worker would send them.
import { eachCount } from '../learner/costs.ts';
import type { FromWorker, ToWorker } from '../protocol/messages.ts';
import type { BackendReport, LanePoints, RunState } from '../protocol/payloads.ts';
import { EVALUATION_METRICS, eachVector } from '../protocol/payloads.ts';
import type { WorkerLike } from './connection.ts';

export const ASSETS = {
  tfWasm: 'a/',
  kernel: 'k',
  kernelThreads: 't',
  kernelRelaxed: 'r',
  kernelThreadsRelaxed: 's',
  datasets: 'd/',
};

export class FakeWorker implements WorkerLike {
  readonly sent: ToWorker[] = [];
  terminated = false;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  get runId(): number {
    return this.sent[this.sent.length - 1].runId;
  }
  get start(): Extract<ToWorker, { kind: 'start' }> {
    const starts = this.sent.filter((message) => message.kind === 'start');
    return starts[starts.length - 1];
  }
  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }
  status(state: RunState, iteration: number, runId = this.runId): void {
    this.say({
      kind: 'status',
      runId,
      state,
      iteration,
      iterationsPerSecond: 0,
      replayTarget: null,
      replaySecondsLeft: null,
      evaluating: null,
    });
  }
  ready(backend: 'webgpu' | 'wasm' | 'cpu'): void {
    const report: BackendReport = {
      backend,
      cause: 'asked',
      paths: [],
      opsReasons: [],
      reason: 'r',
      device: 'd',
    };
    this.say({ kind: 'ready', runId: this.runId, report, laneInfo: [], taskNames: [], testTaskNames: [] });
  }
}

export function lanePoints(from: number, to: number, evaluatedAt: number[], lane = 0): LanePoints {
  const iteration = Float64Array.from({ length: to - from }, (_, i) => from + i);
  const zeros = new Float64Array(iteration.length);
  const rows = evaluatedAt.length;
  return {
    lane,
    train: {
      iteration,
      trainLoss: Float32Array.from(iteration),
      trainLossSpread: new Float32Array(iteration.length).fill(Number.NaN),
      seconds: zeros,
      ...eachCount(() => zeros),
    },
    evaluation: {
      iteration: Float64Array.from(evaluatedAt),
      seconds: new Float64Array(rows),
      ...eachCount(() => new Float64Array(rows)),
      metrics: Object.fromEntries(
        EVALUATION_METRICS.map((name) => [name, Float32Array.from(evaluatedAt)]),
      ) as LanePoints['evaluation']['metrics'],
      ...eachVector(() => new Float32Array(0)),
      taskTestLoss: Float32Array.from(evaluatedAt.flatMap((at) => [at, at])),
    },
  };
}
