// The fused WASM kernel as a meta-gradient program: copies a request into the kernel's memory, runs it and copies
// the answers into arrays that the program owns (overwritten by its next call).
import type { ExampleSet, TaskBatch } from '../../../learner/batch.ts';
import type {
  MetaGradientProgram,
  MetaGradientRequest,
  MetaGradientResult,
  SyncMetaGradientProgram,
} from '../../../learner/metaGradient.ts';
import {
  inputCount,
  type Loss,
  type ModelSpec,
  outputCount,
  parameterCount,
} from '../../../learner/model.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import type { Helper } from './helper.ts';
import { type KernelViews, probeSizes, type WasmKernel } from './kernel.ts';
import { kernelModel, modelProblem } from './kernelModel.ts';
import {
  type CallPlan,
  type CallShape,
  estimatedWork,
  gramIsCheaper,
  gramIsPossible,
  planCall,
  REQUEST,
  ruleProblem,
  shapeOf,
  TABLES,
  threadedShape,
  WORD,
} from './layout.ts';
import { createThreadChoice, type ThreadChoice } from './threadChoice.ts';

export { loadWasmKernel, type WasmKernel, type WasmKernelOptions } from './kernel.ts';

/** Multiply-adds from which waking the threads may pay; whether it does is measured. */
const THREADED_WORK = 1e5;
/** Bytes of activations that a thread keeps for the reverse through a CNN's inner loop; what exceeds them is computed anew. */
const KEPT_BYTES = 2 ** 25;
/** Plans remembered; an experiment needs a handful. */
const MAX_PLANS = 64;

export interface WasmProgramOptions {
  /** The first layer's inner loop: in the span of the examples or on the weights; by default the cheaper. */
  readonly firstLayer?: 'auto' | 'gram' | 'plain';
  /** Multiply-adds of a call from which the kernel's threads are used. */
  readonly threadedWork?: number;
  /** All threads wherever they may pay, instead of by measurement. */
  readonly threads?: 'measured' | 'all';
  /** Bytes of a CNN's activations that a thread keeps for the reverse through the inner loop. */
  readonly keptBytes?: number;
}

/** Null where the kernel computes meta-gradients of this model by this rule, otherwise the reason why not. */
export function wasmKernelSupports(model: ModelSpec, rule: InnerRule): string | null {
  return modelProblem(model) ?? ruleProblem(rule);
}

function expectLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${name} has ${actual} floats where ${expected} are needed.`);
}

function checkRequest(model: ModelSpec, request: MetaGradientRequest): void {
  const { batch, rule, agents, launch } = request;
  const { rows } = batch;
  expectLength('launch', launch.length, agents * parameterCount(model));
  if (batch.inputs !== inputCount(model) || batch.outputs !== outputCount(model)) {
    throw new Error(
      `The batch has ${batch.inputs} inputs and ${batch.outputs} outputs, the model ${inputCount(model)} and ${outputCount(model)}.`,
    );
  }
  for (const [name, set] of Object.entries({
    support: batch.support,
    query: batch.query,
    hessian: batch.hessian,
  })) {
    if (!set) continue;
    if (set.examples < 1) throw new Error(`The ${name} set is empty; every row needs at least one example.`);
    expectLength(`${name}.x`, set.x.length, rows * set.examples * batch.inputs);
    expectLength(`${name}.y`, set.y.length, rows * set.examples * batch.outputs);
  }
  if (!Number.isInteger(rule.innerSteps) || rule.innerSteps < 0) {
    throw new Error(`innerSteps is ${rule.innerSteps}; it must be a whole number from 0 on.`);
  }
  if (request.weightOfRow) expectLength('weightOfRow', request.weightOfRow.length, rows);
  if (request.agentOfRow) {
    expectLength('agentOfRow', request.agentOfRow.length, rows);
    const bad = request.agentOfRow.find((a) => a < 0 || a >= agents);
    if (bad !== undefined) throw new Error(`agentOfRow names agent ${bad} of ${agents}.`);
  }
}

/** Rows of `width` floats of every set into rows of `stride`, `tail` after each and zeros to the end. */
function writeExamples(
  f32: Float32Array,
  at: number,
  batch: TaskBatch,
  pick: (set: ExampleSet) => Float32Array,
  width: number,
  stride: number,
  one: boolean,
): void {
  const sets = batch.hessian ? [batch.support, batch.query, batch.hessian] : [batch.support, batch.query];
  const examples = sets.reduce((sum, set) => sum + set.examples, 0);
  let offset = 0;
  for (const set of sets) {
    const values = pick(set);
    let from = 0;
    for (let r = 0; r < batch.rows; r++) {
      let to = at + (r * examples + offset) * stride;
      for (let k = 0; k < set.examples; k++) {
        if (width >= 32) f32.set(values.subarray(from, from + width), to);
        else for (let i = 0; i < width; i++) f32[to + i] = values[from + i];
        for (let i = width; i < stride; i++) f32[to + i] = 0;
        if (one) f32[to + width] = 1;
        from += width;
        to += stride;
      }
    }
    offset += set.examples;
  }
}

/** Agents and weights of all rows; by default agent 0 and 1 / (rows of the agent). */
function writeRows(views: KernelViews, plan: CallPlan, request: MetaGradientRequest): void {
  const { rows, agents } = plan.shape;
  const agentAt = plan.words[WORD.agentOfRow] >> 2;
  const weightAt = plan.words[WORD.weightOfRow] >> 2;
  if (request.agentOfRow) views.i32.set(request.agentOfRow, agentAt);
  else views.i32.fill(0, agentAt, agentAt + rows);
  if (request.weightOfRow) {
    views.f32.set(request.weightOfRow, weightAt);
    return;
  }
  const counts = new Int32Array(agents);
  for (let r = 0; r < rows; r++) counts[views.i32[agentAt + r]]++;
  for (let r = 0; r < rows; r++) views.f32[weightAt + r] = 1 / counts[views.i32[agentAt + r]];
}

function writeRequest(
  views: KernelViews,
  plan: CallPlan,
  model: ModelSpec,
  request: MetaGradientRequest,
): void {
  const { f32, i32 } = views;
  const { batch, rule } = request;
  const base = REQUEST >> 2;
  i32.set(plan.words, base);
  f32[base + WORD.alpha] = rule.alpha;
  f32[base + WORD.l2] = rule.l2;
  f32[base + WORD.delta] = rule.delta;
  f32[base + WORD.deltaRho] = rule.deltaRho ?? 0;
  f32.set(request.launch, plan.words[WORD.launchRaw] >> 2);
  writeExamples(
    f32,
    plan.words[WORD.x] >> 2,
    batch,
    (set) => set.x,
    batch.inputs,
    plan.xStride,
    kernelModel(model).inputs > batch.inputs,
  );
  writeExamples(f32, plan.words[WORD.y] >> 2, batch, (set) => set.y, batch.outputs, plan.yStride, false);
  writeRows(views, plan, request);
}

/** Runs a planned call. False: a thread has died; the pool is gone and the call has to be made anew. */
function execute(kernel: WasmKernel, plan: CallPlan, wantGradient: boolean): boolean {
  const { exports, pool } = kernel;
  const { shape } = plan;
  exports.configure(REQUEST, TABLES, plan.scratch);
  exports.prepare();
  const { stackedRows: firstRows, reduceFrom } = plan;
  if (pool && shape.threads > 1) {
    const job = { rows: shape.rows, wantGradient, reduceFrom, reduceTo: plan.paddedBytes, firstRows };
    if (!pool.run({ ...job, scratch: plan.scratch, scratchBytes: plan.scratchBytes })) {
      kernel.dispose();
      return false;
    }
  } else {
    exports.runRows(0, shape.rows);
    if (wantGradient && firstRows > 0) exports.reduceFirst(0, firstRows);
  }
  if (wantGradient) exports.finish();
  return true;
}

const NOTHING = new Float32Array(0);

/** Arrays of answers by name and length, kept between calls; training and evaluation alternate between a few. */
function answerStore() {
  const kept = new Map<string, Float32Array>();
  const take = (name: string, f32: Float32Array, address: number, length: number): Float32Array => {
    const key = `${name} ${length}`;
    let array = kept.get(key);
    if (!array) {
      if (kept.size >= MAX_PLANS) kept.clear();
      array = new Float32Array(length);
      kept.set(key, array);
    }
    array.set(f32.subarray(address >> 2, (address >> 2) + length));
    return array;
  };
  return { take, clear: () => kept.clear() };
}

/** What was asked for, copied out of the kernel's memory. */
function readAnswer(
  f32: Float32Array,
  { words, shape }: CallPlan,
  parameters: number,
  request: MetaGradientRequest,
  copy: ReturnType<typeof answerStore>['take'],
): MetaGradientResult {
  const { rows, outputs } = request.batch;
  const wantGradient = request.wantGradient !== false;
  const take = (name: string, word: number, length: number): Float32Array =>
    copy(name, f32, words[word], length);
  const traced = rows * (shape.steps + 1) * shape.query * outputs;
  return {
    queryLoss: take('queryLoss', WORD.queryLoss, rows),
    gradient: wantGradient ? take('gradient', WORD.gradient, request.agents * parameters) : NOTHING,
    ...(wantGradient && request.wantRowGradients
      ? { rowGradients: take('rowGradients', WORD.rowGradients, rows * parameters) }
      : {}),
    ...(request.wantAdapted ? { adapted: take('adapted', WORD.adapted, rows * parameters) } : {}),
    ...(request.wantTrace ? { trace: take('trace', WORD.trace, traced) } : {}),
  };
}

function shapeKey(shape: CallShape): string {
  return Object.values(shape).join();
}

/** Whether the first layer of this call runs on the Gram path. */
function gramFor(
  model: ModelSpec,
  { batch, rule }: MetaGradientRequest,
  choice: NonNullable<WasmProgramOptions['firstLayer']>,
): boolean {
  if (choice === 'plain' || !gramIsPossible(model, rule)) return false;
  if (choice === 'gram') return true;
  return gramIsCheaper(
    model,
    rule,
    batch.support.examples,
    batch.query.examples,
    batch.hessian?.examples ?? 0,
  );
}

/** Plans of calls by their shape. */
function createPlans(kernel: WasmKernel, model: ModelSpec, loss: Loss) {
  const plans = new Map<string, CallPlan>();
  return {
    of(shape: CallShape): CallPlan {
      const key = shapeKey(shape);
      let plan = plans.get(key);
      if (!plan) {
        if (plans.size >= MAX_PLANS) plans.clear();
        plan = planCall(model, loss, shape, (words) => probeSizes(kernel, words));
        plans.set(key, plan);
      }
      return plan;
    },
    clear: () => plans.clear(),
  };
}

/**
 * The same program with its calls computed by a helper while this thread goes on; `kernel` only plans them. The same bits
 * as the kernel's own on one thread.
 */
export function createHelperProgram(
  kernel: WasmKernel,
  helper: Helper,
  model: ModelSpec,
  loss: Loss,
): MetaGradientProgram {
  const parameters = parameterCount(model);
  const plans = createPlans(kernel, model, loss);
  return {
    path: 'kernel-wasm',
    model,
    loss,
    rowsAtOnce: 1,
    async metaGradient(request) {
      checkRequest(model, request);
      const plan = plans.of(shapeOf(model, request, gramFor(model, request, 'auto'), KEPT_BYTES));
      const views = kernel.views(plan.end);
      writeRequest(views, plan, model, request);
      const floats = await helper.run(plan, views.f32.buffer, request.wantGradient !== false);
      const from = plan.words[WORD.gradient] >> 2;
      // Another call may come before this answer is used: it is a copy of its own.
      const copy = (_: string, f32: Float32Array, address: number, length: number) =>
        f32.slice((address >> 2) - from, (address >> 2) - from + length);
      return readAnswer(floats, plan, parameters, request, copy);
    },
    dispose: plans.clear,
  };
}

/** A program for one model on a kernel; several programs may share a kernel. Throws where the kernel can't. */
export function createWasmProgram(
  kernel: WasmKernel,
  model: ModelSpec,
  loss: Loss,
  options: WasmProgramOptions = {},
): SyncMetaGradientProgram {
  const reason = modelProblem(model);
  if (reason !== null) throw new Error(reason);
  const parameters = parameterCount(model);
  const plans = createPlans(kernel, model, loss);
  const choices = new Map<string, ThreadChoice>();
  const answers = answerStore();
  const keptBytes = options.keptBytes ?? KEPT_BYTES;
  const threadedWork = options.threadedWork ?? THREADED_WORK;

  /** The choice between one thread and all for calls of this shape; null where threads cannot pay. */
  function choiceFor(shape: CallShape): ThreadChoice | null {
    if (kernel.threads < 2 || shape.rows < 2 || estimatedWork(model, shape) < threadedWork) return null;
    const key = shapeKey(shape);
    let choice = choices.get(key);
    if (!choice) {
      if (choices.size >= MAX_PLANS) choices.clear();
      choice = createThreadChoice();
      choices.set(key, choice);
    }
    return choice;
  }

  function metaGradientSync(request: MetaGradientRequest): MetaGradientResult {
    checkRequest(model, request);
    const shape = shapeOf(model, request, gramFor(model, request, options.firstLayer ?? 'auto'), keptBytes);
    const choice = choiceFor(shape);
    const threaded = choice !== null && (options.threads === 'all' || choice.next());
    const plan = plans.of(threaded ? threadedShape(shape, kernel.threads) : shape);
    const started = performance.now();
    const views = kernel.views(plan.end);
    writeRequest(views, plan, model, request);
    if (!execute(kernel, plan, request.wantGradient !== false)) return metaGradientSync(request);
    const answer = readAnswer(views.f32, plan, parameters, request, answers.take);
    choice?.record(threaded, performance.now() - started);
    return answer;
  }

  return {
    path: 'kernel-wasm',
    model,
    loss,
    get rowsAtOnce() {
      return kernel.threads;
    },
    metaGradientSync,
    metaGradient: async (request) => metaGradientSync(request),
    memoryBytes: () => kernel.bytes,
    dispose() {
      plans.clear();
      choices.clear();
      answers.clear();
    },
  };
}
