// Lanes whose settings have no meaning are stopped at their place with the reason, and the others train.

import { resolveLane } from '../../experiment/resolve.ts';
import type { Experiment, LaneSettings } from '../../experiment/types.ts';
import { refusalOf } from '../../experiment/validity.ts';
import type { LaneStop } from '../../protocol/payloads.ts';

/** A stop for a lane that cannot run at this iteration; null where it can. */
export function refusalStop(experiment: Experiment, lane: number, iteration: number): LaneStop | null {
  const reason = refusalOf(experiment, lane, iteration);
  return reason === null ? null : { iteration, reason, refused: true };
}

/** The lane's settings, or for a refused lane a plain stand-in that holds its place and is never stepped. */
export function runnableLane(experiment: Experiment, lane: number, iteration: number): LaneSettings {
  const settings = resolveLane(experiment, lane, iteration);
  if (refusalOf(experiment, lane, iteration) === null) return settings;
  return { ...settings, network: 'single', weighting: 'uniform', baseline: 'none' };
}
