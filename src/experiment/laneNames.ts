// What lanes are called, in the page and by the commands.
import { PRESETS } from './presets.ts';
import type { Experiment, PresetId } from './types.ts';

/** Each lane's name: its preset's, the second and later of a preset numbered: MAML, FO-MAML, MAML 2. */
export function laneNames({ lanes }: Experiment): string[] {
  const seen = new Map<PresetId, number>();
  return lanes.map(({ preset }) => {
    const count = (seen.get(preset) ?? 0) + 1;
    seen.set(preset, count);
    const { label } = PRESETS[preset];
    return count === 1 ? label : `${label} ${count}`;
  });
}
