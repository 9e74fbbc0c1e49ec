// Iterations queued on the GPU without reading back: parameters and moments stay there until the lane settles.
// Applies to uniform weighting with an optimiser that the device knows, on the fused WebGPU kernel.
import { stepsApart } from '../../../experiment/axes/adapted.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import type { TaskBatch } from '../../../learner/batch.ts';
import type { MetaGradientProgram } from '../../../learner/metaGradient.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { mean } from '../../../math/statistics.ts';
import type { OptimizerCheckpoint } from '../../../protocol/payloads.ts';
import { createDeviceLane, type DeviceLane } from '../../kernels/webgpu/deviceLane.ts';
import { DEVICE_OPTIMIZERS } from '../../kernels/webgpu/outerShader.ts';
import { weighsTasks } from './laneSettings.ts';

/** Whether a lane's iterations can be queued with this program. */
export function canQueue(program: MetaGradientProgram, settings: LaneSettings): boolean {
  return (
    program.path === 'kernel-webgpu' &&
    !weighsTasks(settings) &&
    !stepsApart(settings) &&
    DEVICE_OPTIMIZERS[settings.optimizer] !== null
  );
}

export interface QueueState {
  /** Launch models [agents, P]. */
  readonly params: Float32Array;
  readonly optimizer: OptimizerCheckpoint;
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

/** The named state of an optimiser as the device holds it: its moments in order, one block each, and back. */
function deviceStateOf({ kind, state }: OptimizerCheckpoint, size: number) {
  const moments = DEVICE_OPTIMIZERS[kind]?.moments ?? [];
  const packed = new Float32Array(moments.length * size);
  moments.forEach((name, i) => {
    packed.set(state[name], i * size);
  });
  const named = (flat: Float32Array, steps: number): OptimizerCheckpoint => {
    const blocks = moments.map((name, i) => [name, flat.slice(i * size, (i + 1) * size)] as const);
    const counted =
      'steps' in state ? [['steps', new Int32Array(state.steps.length).fill(steps)] as const] : [];
    return { kind, state: Object.fromEntries([...counted, ...blocks]) };
  };
  return { packed, named, steps: state.steps?.[0] ?? 0 };
}

export function createLaneQueue(
  program: MetaGradientProgram,
  agents: number,
  combination: Float64Array | null,
  state: QueueState,
): LaneQueue {
  const { kind } = state.optimizer;
  const held = deviceStateOf(state.optimizer, state.params.length);
  let { steps } = held;
  const { model, loss } = program;
  const lane: DeviceLane = createDeviceLane({
    model,
    loss,
    agents,
    params: state.params,
    optimizerState: held.packed,
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
        optimizer: kind,
        beta: settings.beta,
        rates: settings,
        steps,
        combination: matrix,
      });
      waiting.push(iteration);
    },
    async settle() {
      const queued = waiting;
      waiting = [];
      const { losses, params, optimizerState } = await lane.read();
      const iterations = queued.map((iteration, i) => ({ iteration, loss: mean(losses[i]) }));
      return { iterations, state: { params, optimizer: held.named(optimizerState, steps) } };
    },
    dispose: () => lane.dispose(),
  };
}
