// The launch models of a run by name, and back: `laneI.` and, where there are several, `seedS.` and `agentK.` before
// the names of a model's arrays; the agents' mean is `centroid.`.
import { type ModelSpec, parameterCount } from '../learner/model.ts';
import { centroid } from '../math/statistics.ts';
import { rowOfTensors, type Tensor, tensorsOfRow } from './tensors.ts';

/** One seed's launch models of a lane, [agents, P]. */
export interface LaneModels {
  readonly agents: number;
  readonly params: Float32Array;
}

const agentPrefix = (agents: number, agent: number) => (agents > 1 ? `agent${agent}.` : '');
const seedPrefix = (seeds: number, seed: number) => (seeds > 1 ? `seed${seed}.` : '');

function rowOf(params: Float32Array, width: number, agent: number): Float32Array {
  return params.subarray(agent * width, (agent + 1) * width);
}

/** @param lanes for each lane its seeds' models */
export function namedModels(spec: ModelSpec, lanes: readonly (readonly LaneModels[])[]): Tensor[] {
  const width = parameterCount(spec);
  return lanes.flatMap((seeds, lane) =>
    seeds.flatMap(({ agents, params }, seed) => {
      const prefix = `lane${lane}.${seedPrefix(seeds.length, seed)}`;
      const own = Array.from({ length: agents }, (_, k) =>
        tensorsOfRow(spec, rowOf(params, width, k), prefix + agentPrefix(agents, k)),
      ).flat();
      if (agents === 1) return own;
      return [...own, ...tensorsOfRow(spec, centroid(params, agents), `${prefix}centroid.`)];
    }),
  );
}

/** Prefixes under which a model may stand in a file, the closest first: its own, that of all, none. */
function candidates(lane: number, seed: number, seeds: number, agent: number, agents: number): string[] {
  const lanes = [`lane${lane}.${seedPrefix(seeds, seed)}`, `lane${lane}.`];
  const within = lanes.flatMap((one) => [one + agentPrefix(agents, agent), `${one}centroid.`, one]);
  return [...new Set([...within, ''])];
}

/**
 * Launch models [agents, P] of one seed of a lane from a file's arrays: the agent's own where they are there, else the
 * lane's, else arrays without a prefix (as a PyTorch module names them), which serve for every lane.
 * @throws where no model is there, or one of another shape
 */
export function launchModelsFrom(
  spec: ModelSpec,
  tensors: readonly Tensor[],
  place: { readonly lane: number; readonly seed: number; readonly seeds: number; readonly agents: number },
): Float32Array {
  const { lane, seed, seeds, agents } = place;
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const width = parameterCount(spec);
  const params = new Float32Array(agents * width);
  for (let agent = 0; agent < agents; agent++) {
    const all = candidates(lane, seed, seeds, agent, agents);
    const prefix = all.find((one) => byName.has(`${one}layers.0.weight`)) ?? all[0];
    params.set(rowOfTensors(spec, byName, prefix), agent * width);
  }
  return params;
}
