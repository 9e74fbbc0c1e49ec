// Common random numbers: a batch is drawn once per iteration and shared by every lane that asks for the
// same tasks. Plans keep their buffers, so that nothing is allocated per iteration.
import { allocateBatch, type TaskBatch } from '../../../learner/batch.ts';
import type { DrawPurpose, DrawRequest, TaskSource } from '../../../tasks/shared/types.ts';

/** What a lane draws each iteration, for all its agents. Rows are agent-major, then slot, then pair. */
export interface DrawNeed {
  readonly purpose: DrawPurpose;
  readonly agents: number;
  /** Launch models that the rows start from: the agents' own, or one. */
  readonly models: number;
  /** Tasks per agent and pairs per task. */
  readonly tasks: number;
  readonly pairs: number;
  readonly distribution: DrawRequest['distribution'];
  /** Examples of the separate Hessian batch, 0: none. */
  readonly hessian: number;
  /** Query examples of a task (of each class), where they are not the setup's; 0: they are. */
  readonly queries: number;
  /** Joint training: the query set of a row is its support set followed by its query set. */
  readonly joined: boolean;
}

export interface DrawPlan {
  readonly need: DrawNeed;
  /** The agent of each row; absent with one agent, where all rows start from the first launch model. */
  readonly agentOfRow: Int32Array | undefined;
  /** The batch of an iteration; valid until another iteration is asked for. */
  at(iteration: number): TaskBatch;
}

export interface BatchPool {
  plan(need: DrawNeed): DrawPlan;
  /** Forgets plans that no lane holds any more. */
  keepOnly(plans: ReadonlySet<DrawPlan>): void;
}

function keyOf(need: DrawNeed): string {
  return [
    need.purpose,
    need.agents,
    need.models,
    need.tasks,
    need.pairs,
    need.distribution,
    need.hessian,
    need.queries,
    need.joined,
  ].join(' ');
}

/** Copies support then query examples of every row into `into` (both x and y). */
function joinExamples(batch: TaskBatch, into: TaskBatch): void {
  for (const key of ['x', 'y'] as const) {
    const width = key === 'x' ? batch.inputs : batch.outputs;
    const support = batch.support.examples * width;
    const query = batch.query.examples * width;
    for (let row = 0; row < batch.rows; row++) {
      const at = row * (support + query);
      into.query[key].set(batch.support[key].subarray(row * support, (row + 1) * support), at);
      into.query[key].set(batch.query[key].subarray(row * query, (row + 1) * query), at + support);
    }
  }
}

function createPlan(source: TaskSource, need: DrawNeed): DrawPlan {
  const rowsPerAgent = need.tasks * need.pairs;
  const rows = need.agents * rowsPerAgent;
  const { inputs, outputs } = source.shape;
  const { support } = source.examples;
  const query = need.queries > 0 ? source.examplesOf(need.queries) : source.examples.query;
  const drawn = allocateBatch({ rows, inputs, outputs, support, query, hessian: need.hessian });
  const joined: TaskBatch | null = need.joined
    ? {
        ...drawn,
        query: allocateBatch({ rows, inputs, outputs, support: 0, query: support + query, hessian: 0 }).query,
      }
    : null;
  const agentOfRow =
    need.models > 1
      ? Int32Array.from({ length: rows }, (_, row) => Math.floor(row / rowsPerAgent))
      : undefined;
  let drawnAt = -1;
  return {
    need,
    agentOfRow,
    at(iteration) {
      if (iteration !== drawnAt) {
        for (let agent = 0; agent < need.agents; agent++) {
          const { purpose, agents, tasks, pairs, distribution, queries } = need;
          const request = { purpose, iteration, agent, agents, tasks, pairs, distribution };
          source.draw(queries > 0 ? { ...request, queries } : request, drawn, agent * rowsPerAgent);
        }
        if (joined) joinExamples(drawn, joined);
        drawnAt = iteration;
      }
      return joined ?? drawn;
    },
  };
}

export function createBatchPool(source: TaskSource): BatchPool {
  const plans = new Map<string, DrawPlan>();
  return {
    plan(need) {
      const key = keyOf(need);
      let plan = plans.get(key);
      if (!plan) {
        plan = createPlan(source, need);
        plans.set(key, plan);
      }
      return plan;
    },
    keepOnly(used) {
      for (const [key, plan] of plans) if (!used.has(plan)) plans.delete(key);
    },
  };
}
