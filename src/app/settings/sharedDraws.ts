// What the lanes as they stand share of what is drawn at random.
import { networkEntries } from '../../experiment/axes/network.ts';
import { weightingEntries } from '../../experiment/axes/weighting.ts';
import type { LaneSettings } from '../../experiment/types.ts';

/** What decides which training tasks a lane draws. Min-max lanes draw evenly, others by how often tasks occur. */
function drawsOf({ batch, sampling, weighting, network, agents, pairs }: LaneSettings): string {
  const { weighted } = weightingEntries[weighting];
  const many = networkEntries[network].agents === 'many';
  const tasks = sampling === 'all' ? 'all' : batch;
  return JSON.stringify([tasks, weighted, weighted ? pairs : 1, many ? agents : 1]);
}

/** Whether every lane draws alike, so that all train on the same tasks. */
export function sharesDraws(lanes: readonly LaneSettings[]): boolean {
  return new Set(lanes.map(drawsOf)).size === 1;
}

/** Test tasks and the seed are always shared; training tasks where every lane draws alike. */
export function sharedDraws(lanes: readonly LaneSettings[]): string {
  return sharesDraws(lanes) ? 'same tasks, same seed' : 'same test tasks, same seed';
}
