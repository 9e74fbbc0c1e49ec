// For tests of the worker: a dispatcher with a fake clock, queue and engine.
import { createAllowance } from '../engine/run/allowance.ts';
import type { Trainer } from '../engine/run/trainer.ts';
import { defaultExperiment } from '../experiment/defaults.ts';
import { withEdit } from '../experiment/edits.ts';
import type { Experiment } from '../experiment/types.ts';
import type { AnatomyView } from '../protocol/anatomy.ts';
import type { FromWorker, ToWorker } from '../protocol/messages.ts';
import type { LanePoints, LaneStop } from '../protocol/payloads.ts';
import { createDispatcher } from './dispatcher.ts';
import type { WorkerSession } from './session.ts';

const ASSETS = {
  tfWasm: '',
  kernel: '',
  kernelThreads: '',
  kernelRelaxed: '',
  kernelThreadsRelaxed: '',
  datasets: '',
};

/** An evaluation of so many pieces, each of so many milliseconds, made every so many iterations and at rest. */
interface LongEvaluation {
  readonly pieces: number;
  readonly cost: number;
  readonly every: number;
}

/** An engine whose iterations take `cost` milliseconds of the fake clock; evaluations one, unless they are long. */
export function fakeWorld(cost = 5, long: LongEvaluation | null = null) {
  let time = 0;
  const posted: { at: number; message: FromWorker }[] = [];
  /** Things to do when the queue is read at or after a time. */
  const inbox: { at: number; act: () => void }[] = [];
  const lost: ((message: string) => void)[] = [];
  const evaluations: { at: number; iteration: number }[] = [];
  /** Pieces of evaluations by the run that they belong to, with the time of their end. */
  const pieces: { at: number; runId: number }[] = [];
  let stop: LaneStop | null = null;
  let failing: Error | null = null;

  function readQueue(): void {
    while (inbox.length > 0 && inbox[0].at <= time) inbox.shift()?.act();
  }

  function fakeTrainer(initial: Experiment, runId: number, rest: () => Promise<void>): Trainer {
    let experiment = initial;
    let iteration = 0;
    let fresh: number[] = [];
    let evaluatedAt = long ? -1 : 0;
    let evaluating: number | null = null;
    let beginning = false;
    const evaluateInPieces = async ({ pieces: count, cost: each }: LongEvaluation) => {
      try {
        for (let i = 0; i < count; i++) {
          evaluating = i / count;
          if (i > 0) await rest();
          time += each;
          pieces.push({ at: time, runId });
        }
      } finally {
        evaluating = null;
      }
    };
    const allowance = createAllowance();
    const trainer = {
      allowance,
      measure: () => {},
      get experiment() {
        return experiment;
      },
      get iteration() {
        return iteration;
      },
      get allStopped() {
        return stop !== null;
      },
      queues: false,
      get evaluationDue() {
        return evaluatedAt !== iteration && stop === null;
      },
      async evaluateNow() {
        if (evaluatedAt === iteration) return;
        if (long) await evaluateInPieces(long);
        else time += 1;
        evaluatedAt = iteration;
        evaluations.push({ at: time, iteration });
      },
      get evaluating() {
        return evaluating;
      },
      get snapshotIterations() {
        return Array.from({ length: Math.min(200, iteration) }, (_, i) => i);
      },
      laneInfo: () => [],
      // The first evaluation reads the queue half way.
      async begin() {
        if (long) return trainer.evaluateNow();
        beginning = true;
        readQueue();
        await new Promise((resolve) => setTimeout(resolve, 0));
        beginning = false;
      },
      async advance(count: number) {
        if (failing) throw failing;
        if (beginning) throw new Error('Trained during the first evaluation.');
        for (let i = 0; i < count; i++) {
          time += cost;
          allowance.trained(cost);
          fresh.push(iteration++);
          if (long && iteration % long.every === 0) await trainer.evaluateNow();
        }
      },
      edit(lane: number | null, field: 'alpha', value: number) {
        experiment = withEdit(experiment, iteration, { lane, field, value });
        if (iteration === 0) evaluatedAt = -1;
      },
      takePoints() {
        const iterations = fresh;
        fresh = [];
        if (iterations.length === 0) return [];
        return [{ lane: 0, train: { iteration: Float64Array.from(iterations) } } as unknown as LanePoints];
      },
      takeStops: () => (stop ? [{ lane: 0, stop }] : []),
      save: () => ({ iteration, lanes: [] }),
      restore(checkpoint: { iteration: number }) {
        iteration = checkpoint.iteration;
      },
    };
    return trainer as unknown as Trainer;
  }

  const dispatcher = createDispatcher({
    post: (message) => posted.push({ at: time, message }),
    now: () => time,
    async yieldToQueue() {
      time += 0.01;
      readQueue();
    },
    async sleep(milliseconds) {
      time += milliseconds;
      readQueue();
    },
    async open(start, _progress, rest): Promise<WorkerSession> {
      const trainer = fakeTrainer(start.experiment, start.runId, rest);
      return {
        trainer,
        report: {
          backend: 'wasm',
          cause: 'asked',
          paths: ['kernel-wasm'],
          opsReasons: [null],
          reason: '',
          device: '',
        },
        taskNames: [],
        testTaskNames: [],
        notes: [],
        deviceLost: new Promise((resolve) => lost.push(resolve)),
        adaptation: async (_choice, at) => {
          time += 2;
          return { iteration: at ?? trainer.iteration } as never;
        },
        stepLoss: async () => {
          time += 2;
          return { iteration: trainer.iteration } as never;
        },
        anatomy: async (request) => ({ request }) as AnatomyView,
        async *landscape(request) {
          yield { points: 0, view: { request } as never };
        },
        dispose: () => {},
      };
    },
  });

  const kinds = (kind: FromWorker['kind']) => posted.filter((one) => one.message.kind === kind);
  const statuses = () => posted.map((one) => one.message).filter((message) => message.kind === 'status');
  /** Lets everything run until the dispatcher has nothing to do. */
  const settle = async () => {
    for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => setTimeout(resolve, 0));
  };
  const startRun = (runId: number, change: Partial<Experiment> = {}, resume: number | null = null) => {
    dispatcher.handle({
      kind: 'start',
      runId,
      experiment: { ...defaultExperiment, ...change },
      backend: 'auto',
      assets: ASSETS,
      resume: resume === null ? null : { iteration: resume, lanes: [] },
    });
    dispatcher.handle({
      kind: 'views',
      runId,
      names: ['adaptation', 'step-loss', 'landscape'],
      measures: [],
    });
  };
  return {
    posted,
    kinds,
    statuses,
    settle,
    startRun,
    handle: (message: ToWorker) => dispatcher.handle(message),
    at: (when: number, act: () => void) => inbox.push({ at: when, act }),
    last: () => statuses()[statuses().length - 1],
    iterations: () =>
      kinds('points').flatMap(({ message }) =>
        message.kind === 'points' ? message.lanes.flatMap((one) => [...one.train.iteration]) : [],
      ),
    loseDevice: (message: string) => lost[lost.length - 1](message),
    stopLane: (reason: LaneStop) => {
      stop = reason;
    },
    failWith: (error: Error) => {
      failing = error;
    },
    now: () => time,
    evaluations,
    pieces,
  };
}
