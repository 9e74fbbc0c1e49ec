// Helpers for tests of whole runs: small experiments, and trainers of them on the fused WASM kernel.
import { defaultExperiment } from '../../experiment/defaults.ts';
import { resolveModel } from '../../experiment/resolve.ts';
import { taskSetup } from '../../experiment/taskSetup.ts';
import type { Experiment, Lane, LaneSettings, PresetId } from '../../experiment/types.ts';
import type { LanePoints } from '../../protocol/payloads.ts';
import { createTaskSource } from '../../tasks/sources.ts';
import type { Helper } from '../kernels/wasm/helper.ts';
import {
  createHelperProgram,
  createWasmProgram,
  loadWasmKernel,
  type WasmKernel,
} from '../kernels/wasm/program.ts';
import { NODE_ASSETS } from '../programs/nodeAssets.ts';
import { createTrainer, type Trainer } from './trainer.ts';

export function loadTestKernel(): Promise<WasmKernel> {
  return loadWasmKernel(NODE_ASSETS.kernel);
}

export function lane(preset: PresetId, overrides: Partial<LaneSettings> = {}): Lane {
  return { preset, overrides };
}

/** An experiment that trains in milliseconds: few tasks, a small tanh model, evaluated every five iterations. */
export function smallExperiment(lanes: readonly Lane[], change: Partial<Experiment> = {}): Experiment {
  return {
    ...defaultExperiment,
    model: { kind: 'mlp', hidden: [8], activation: 'tanh' },
    shared: { ...defaultExperiment.shared, batch: 4 },
    lanes,
    evalEvery: 5,
    evalTasks: 6,
    ...change,
  };
}

/** A trainer; unless given, its clock stands still, so that runs can be compared. */
export function trainerFor(
  kernel: WasmKernel,
  experiment: Experiment,
  now: () => number = () => 0,
  helpers: readonly Helper[] = [],
): Trainer {
  const sourceFor = (offset: number) =>
    createTaskSource(experiment.task, taskSetup({ ...experiment, seed: experiment.seed + offset }), null);
  const { shape } = sourceFor(0);
  const model = resolveModel(experiment, shape);
  const program = createWasmProgram(kernel, model, shape.loss);
  return createTrainer({
    experiment,
    sourceFor,
    programs: experiment.lanes.map(() => program),
    helpers: helpers.map((helper) => createHelperProgram(kernel, helper, model, shape.loss)),
    now,
  });
}

/** The points of a run in slices of iterations, evaluated at 0 as well. */
export async function pointsOf(
  kernel: WasmKernel,
  experiment: Experiment,
  slices: readonly number[],
): Promise<LanePoints[][]> {
  const trainer = trainerFor(kernel, experiment);
  await trainer.begin();
  const all: LanePoints[][] = [];
  for (const slice of slices) {
    await trainer.advance(slice);
    all.push(trainer.takePoints());
  }
  return all;
}
