// The fixed test tasks of a seed, in chunks that fit into memory: few are kept, many (or large images) are drawn again
// at every evaluation. The tasks and their numbers are the same either way.
import { allocateBatch, type BatchShape, cutBatch, type TaskBatch } from '../../learner/batch.ts';
import { forwardMultiplyAdds } from '../../learner/costs.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { type ModelSpec, parameterCount } from '../../learner/model.ts';
import type { DrawRequest, TaskSource } from '../../tasks/shared/types.ts';
import { floatsPerExample } from '../meta/rowChunks.ts';

/** Bytes of test tasks that are kept between evaluations. */
const KEPT_BYTES = 128e6;
/** Bytes of the tasks and of what a kernel needs for them that are in memory at once. */
const CHUNK_BYTES = 300e6;
/** Multiply-adds of one call for each row side by side, about 0.1 s of a core: others may wait for its end. */
const CHUNK_WORK = 4e8;
/** Passes over a support example in an inner step and its reverse, and over a query example. */
const PASSES = { support: 6, query: 3 };
/** Copies of activations and of parameters that a kernel keeps for one row, beside those per inner step. */
const COPIES = { activations: 6, parameters: 6 };

/** How an experiment is tested, where that differs from training. */
export interface TestConditions {
  readonly tasks: number;
  /** Support examples, of each class where there are classes. */
  readonly shots: number;
  /** Classes that occur in a task; absent: all of the model's. */
  readonly ways?: number;
}

/** Examples of a test task. */
export function testSets(source: TaskSource, { shots, ways }: TestConditions) {
  const perShot = source.examplesOf(1);
  return {
    support: source.examplesOf(shots, ways),
    query: source.examplesOf(source.examples.query / perShot, ways),
    hessian: 0,
  };
}

/**
 * Rows of these sets that are evaluated together with so many inner steps, by a program that computes so many side by
 * side (∞: as many as fit into memory).
 */
export function testChunkRows(
  model: ModelSpec,
  shape: Omit<BatchShape, 'rows'>,
  innerSteps: number,
  rowsAtOnce: number,
): number {
  const examples = shape.support + shape.query;
  const perExample = shape.inputs + shape.outputs + COPIES.activations * floatsPerExample(model).activations;
  const floats = examples * perExample + (innerSteps + COPIES.parameters) * parameterCount(model);
  const passes = PASSES.support * innerSteps * shape.support + PASSES.query * shape.query;
  const work = passes * forwardMultiplyAdds(model);
  const quick = Math.max(rowsAtOnce, (rowsAtOnce * CHUNK_WORK) / work);
  return Math.max(1, Math.floor(Math.min(CHUNK_BYTES / (4 * floats), quick)));
}

/** Rows from `first` on. */
export interface TestChunk {
  readonly first: number;
  readonly batch: TaskBatch;
}

export class TestTasks {
  readonly rows: number;
  /** Index of each row's task in a finite set, or −1. */
  readonly taskIds: Int32Array;
  private readonly shape: Omit<BatchShape, 'rows'>;
  /** All of them where they are few. */
  private readonly kept: TaskBatch | null;
  private buffer: TaskBatch | null = null;

  constructor(
    private readonly source: TaskSource,
    private readonly conditions: TestConditions,
  ) {
    const { inputs, outputs } = source.shape;
    const sets = testSets(source, conditions);
    this.rows = conditions.tasks;
    this.shape = { inputs, outputs, ...sets };
    const bytes = 4 * this.rows * (sets.support + sets.query) * (inputs + outputs);
    this.kept = bytes <= KEPT_BYTES ? this.draw(0, this.rows) : null;
    // Test draws walk through a finite set in turn.
    const tasks = source.testTasks?.names.length ?? 0;
    this.taskIds = Int32Array.from({ length: this.rows }, (_, slot) => (tasks > 0 ? slot % tasks : -1));
  }

  /** Rows that a program evaluates together with so many inner steps. */
  chunkRows({ model, rowsAtOnce }: MetaGradientProgram, innerSteps: number): number {
    return Math.min(this.rows, testChunkRows(model, this.shape, innerSteps, rowsAtOnce));
  }

  /** The first rows; fewer where there are fewer. */
  head(rows: number): TaskBatch {
    const count = Math.min(rows, this.rows);
    return this.kept ? cutBatch(this.kept, 0, count) : this.draw(0, count);
  }

  /** The first `count` rows (all) in order, `size` at a time at most; a chunk holds until the next is asked for. */
  *chunks(size: number, count = this.rows): Generator<TestChunk> {
    const rows = Math.min(count, this.rows);
    for (let first = 0; first < rows; first += size) {
      const end = Math.min(rows, first + size);
      const batch = this.kept ? cutBatch(this.kept, first, end) : this.drawInto(first, end, size);
      yield { first, batch };
    }
  }

  private requestOf(from: number, end: number): DrawRequest {
    const { ways } = this.conditions;
    return {
      purpose: 'test',
      iteration: 0,
      agent: 0,
      agents: 1,
      from,
      tasks: end - from,
      pairs: 1,
      distribution: 'uniform',
      ...(ways && { ways }),
    };
  }

  private draw(from: number, end: number): TaskBatch {
    const batch = allocateBatch({ rows: end - from, ...this.shape });
    this.source.draw(this.requestOf(from, end), batch, 0);
    return batch;
  }

  private drawInto(from: number, end: number, size: number): TaskBatch {
    if (!this.buffer || this.buffer.rows !== size) this.buffer = allocateBatch({ rows: size, ...this.shape });
    this.source.draw(this.requestOf(from, end), this.buffer, 0);
    return cutBatch(this.buffer, 0, end - from);
  }
}
