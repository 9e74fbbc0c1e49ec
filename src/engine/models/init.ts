// Initial launch models. Weights are normal with the chosen variance, biases zero, batch-norm γ one and β zero;
// drawn from the keyed generator, so the same (seed, agent) gives the same row on every machine.
import { layerSlices, type ModelSpec, parameterCount } from '../../learner/model.ts';
import { createStream } from '../../math/rng.ts';

/** Weight variance 1/fan_in, 2/fan_in, or (0.01)². */
export type InitName = 'fan-in' | 'he' | 'small';

function deviation(init: InitName, fanIn: number): number {
  if (init === 'small') return 0.01;
  return Math.sqrt((init === 'he' ? 2 : 1) / fanIn);
}

/** A fresh row [P] for an agent. */
export function initialParameters(
  spec: ModelSpec,
  init: InitName,
  seed: number,
  agent: number,
): Float32Array {
  const row = new Float32Array(parameterCount(spec));
  layerSlices(spec).forEach((slice, l) => {
    const stream = createStream(seed, 'init', agent, l);
    const fanIn = slice.kind === 'conv' ? 9 * slice.inputs : slice.inputs;
    const scale = deviation(init, fanIn);
    for (let i = 0; i < slice.weightLength; i++) row[slice.weight + i] = scale * stream.normal();
    if (slice.kind === 'conv') row.fill(1, slice.bias + slice.outputs, slice.bias + 2 * slice.outputs);
  });
  return row;
}
