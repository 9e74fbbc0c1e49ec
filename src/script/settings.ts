// What of a lane's settings a script holds: those that its code reads, and the changes recorded while training.
import { LANE_FIELDS, type LaneField, type LaneSettings, laneFields } from '../experiment/axes/laneFields.ts';
import { resolveLane } from '../experiment/resolve.ts';
import type { Experiment } from '../experiment/types.ts';
import { sentence } from '../text/sentences.ts';

/** A lane that no script can repeat; the message says why. */
export class ScriptRefusal extends Error {}

/** Fields that change while training in a script, too. The matrix of a graph stands before the loop. */
const changes = (field: LaneField) => laneFields[field].live && field !== 'graph';

export interface Phase {
  readonly iteration: number;
  readonly settings: LaneSettings;
}

/** The lane's settings at the beginning and after each recorded change that moves it. @throws ScriptRefusal */
export function phasesOf(experiment: Experiment, lane: number): readonly Phase[] {
  const iterations = [...new Set(experiment.edits.map((edit) => edit.iteration))].sort((a, b) => a - b);
  const phases: Phase[] = [{ iteration: 0, settings: resolveLane(experiment, lane) }];
  for (const iteration of iterations.filter((at) => at > 0)) {
    const settings = resolveLane(experiment, lane, iteration);
    const before = phases[phases.length - 1].settings;
    const moved = LANE_FIELDS.filter((field) => settings[field] !== before[field]);
    for (const field of moved.filter((one) => !changes(one)))
      throw new ScriptRefusal(
        sentence(
          `The script cannot change "${laneFields[field].label}" while training (iteration ${iteration})`,
        ),
      );
    if (moved.length > 0) phases.push({ iteration, settings });
  }
  return phases;
}

/** Fields that Python code reads as `s.<link key>`. */
export function fieldsRead(code: string): readonly LaneField[] {
  return LANE_FIELDS.filter((field) => new RegExp(`\\bs\\.${laneFields[field].key}\\b`).test(code));
}

type Values = Readonly<Record<string, LaneSettings[LaneField]>>;

/** Values of these fields by their link keys. */
export function valuesOf(settings: LaneSettings, fields: readonly LaneField[]): Values {
  return Object.fromEntries(fields.map((field) => [laneFields[field].key, settings[field]]));
}

/** The later phases by what changes in each, among these fields. */
export function changesOf(
  phases: readonly Phase[],
  fields: readonly LaneField[],
): readonly [number, Values][] {
  return phases.slice(1).flatMap(({ iteration, settings }, i): [number, Values][] => {
    const moved = fields.filter((field) => settings[field] !== phases[i].settings[field]);
    return moved.length > 0 ? [[iteration, valuesOf(settings, moved)]] : [];
  });
}
