// Iterations queued on the GPU without reading back: parameters and moments stay there until the lane settles.
// Applies to uniform weighting with SGD or Adam on the fused WebGPU kernel.
import type { LaneSettings } from '../../../experiment/types.ts';
import type { TaskBatch } from '../../../learner/batch.ts';
import type { MetaGradientProgram } from '../../../learner/metaGradient.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { createDeviceLane, type DeviceLane } from '../../kernels/webgpu/deviceLane.ts';

/** Whether a lane's iterations can be queued with this program. */
export function canQueue(program: MetaGradientProgram, settings: LaneSettings): boolean {
  return (
    program.path === 'kernel-webgpu' && settings.weighting === 'uniform' && settings.optimizer !== 'adaptive'
  );
}

export interface QueueState {
  readonly params: Float32Array;
  /** Steps of each agent, then Adam's moments m and v, each [agents, P]; moments absent for SGD. */
  readonly optimizer: Float32Array;
}

export interface QueuedIteration {
  readonly iteration: number;
  /** Mean query loss of the batch before the update. */
  readonly loss: number;
}

export interface LaneQueue {
  readonly isEmpty: boolean;
  /** Iterations of so many rows that still fit before the next settling. */
  room(rows: number): number;
  push(
    iteration: number,
    settings: LaneSettings,
    rule: InnerRule,
    batch: TaskBatch,
    agentOfRow?: Int32Array,
  ): void;
  /** Waits for everything queued; the state after it. */
  settle(): Promise<{ iterations: QueuedIteration[]; state: QueueState }>;
  dispose(): void;
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

export function createLaneQueue(
  program: MetaGradientProgram,
  agents: number,
  optimizer: 'sgd' | 'adam',
  combination: Float64Array | null,
  state: QueueState,
): LaneQueue {
  const adam = optimizer === 'adam';
  let steps = adam && state.optimizer.length > agents ? state.optimizer[0] : 0;
  const { model, loss } = program;
  const lane: DeviceLane = createDeviceLane({
    model,
    loss,
    agents,
    params: state.params,
    optimizerState: steps > 0 ? state.optimizer.slice(agents) : undefined,
  });
  const matrix = combination ? Float32Array.from(combination) : null;
  let waiting: number[] = [];
  return {
    get isEmpty() {
      return waiting.length === 0;
    },
    room: (rows) => lane.room(rows),
    push(iteration, settings, rule, batch, agentOfRow) {
      steps++;
      lane.enqueue({
        batch,
        rule,
        agentOfRow,
        optimizer,
        beta: settings.beta,
        adamStep: steps,
        combination: matrix,
      });
      waiting.push(iteration);
    },
    async settle() {
      const queued = waiting;
      waiting = [];
      const { losses, params, optimizerState } = await lane.read();
      const iterations = queued.map((iteration, i) => ({ iteration, loss: meanOf(losses[i]) }));
      const moments = adam ? optimizerState : new Float32Array(0);
      const saved = new Float32Array(agents + moments.length);
      saved.fill(steps, 0, agents);
      saved.set(moments, agents);
      return { iterations, state: { params, optimizer: saved } };
    },
    dispose: () => lane.dispose(),
  };
}
