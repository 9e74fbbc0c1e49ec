// From an experiment to what one lane runs with: settings after preset, overrides and edits; the model; a name.
import type { Loss, ModelSpec } from '../learner/model.ts';
import { FAMILIES } from '../tasks/families.ts';
import { PRESETS } from './axes/presets.ts';
import { choiceLabel } from './fields/kinds.ts';
import { FIELDS } from './fieldTable.ts';
import type { Edit, Experiment, Lane, LaneField, LaneSettings, ModelSetting, TaskFamilyId } from './types.ts';

function defined(values: Partial<LaneSettings>): Partial<LaneSettings> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function editsUntil(
  experiment: Experiment,
  lane: number | undefined,
  atIteration: number,
): Partial<LaneSettings> {
  const values: Partial<Record<LaneField, Edit['value']>> = {};
  const due = experiment.edits.filter((edit) => edit.lane === lane && edit.iteration <= atIteration);
  for (const edit of due.sort((a, b) => a.iteration - b.iteration)) values[edit.field] = edit.value;
  return values as Partial<LaneSettings>;
}

/** The shared settings with the shared edits of iterations up to `atIteration`. */
export function resolveShared(experiment: Experiment, atIteration = 0): LaneSettings {
  return { ...experiment.shared, ...editsUntil(experiment, undefined, atIteration) };
}

/**
 * What a lane runs with in iteration `atIteration`: shared values and their edits, then the preset's, the
 * lane's overrides and the lane's own edits (those with iteration <= atIteration). A shared edit therefore
 * moves only lanes that do not set the field themselves.
 */
export function resolveLane(experiment: Experiment, laneIndex: number, atIteration = 0): LaneSettings {
  const lane = laneAt(experiment, laneIndex);
  return withKnownConstants(experiment, {
    ...resolveShared(experiment, atIteration),
    ...PRESETS[lane.preset].settings,
    ...defined(lane.overrides),
    ...editsUntil(experiment, laneIndex, atIteration),
  });
}

/** L and ρ as they are known of the tasks, where the lane asks for them. */
function withKnownConstants({ task, options }: Experiment, settings: LaneSettings): LaneSettings {
  if (settings.constants !== 'task') return settings;
  return { ...settings, ...FAMILIES[task].constants?.(options) };
}

function laneAt(experiment: Experiment, laneIndex: number): Lane {
  const lane = experiment.lanes[laneIndex];
  if (!lane)
    throw new Error(`There is no lane ${laneIndex}; this experiment has ${experiment.lanes.length}.`);
  return lane;
}

/** Why a family cannot be trained with a model, or null. */
export function modelProblem(task: TaskFamilyId, model: ModelSetting): string | null {
  const { refuses } = FAMILIES[task];
  switch (model.kind) {
    case 'mlp':
      return model.hidden.length > 0 ? refuses.layers : null;
    case 'cnn':
      return refuses.cnn;
    default:
      throw new Error(`Unknown model ${JSON.stringify(model satisfies never)}.`);
  }
}

export interface ModelShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly loss: Loss;
  readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
}

/** The model over a family's inputs and outputs. Throws where a CNN has no image to look at. */
export function resolveModel(experiment: Experiment, shape: ModelShape): ModelSpec {
  const { model, task } = experiment;
  const { inputs, outputs, image } = shape;
  if (FAMILIES[task].problem === 'quadratic') {
    return { kind: 'mlp', sizes: [inputs, outputs], activation: 'identity', bias: false };
  }
  if (model.kind === 'mlp') {
    return {
      kind: 'mlp',
      sizes: [inputs, ...model.hidden, outputs],
      activation: model.activation,
      bias: true,
    };
  }
  if (!image)
    throw new Error(
      modelProblem(task, model) ?? `A CNN needs images, but ${task} has ${inputs} plain inputs.`,
    );
  const { height, width, channels } = image;
  return { kind: 'cnn', height, width, channels, filters: model.filters, hidden: model.hidden, outputs };
}

function overrideText(field: LaneField, value: LaneSettings[LaneField]): string {
  const entry = FIELDS[field];
  if (entry.kind === 'choice') return choiceLabel(entry, value);
  return `${entry.symbol || entry.label} = ${value}`;
}

function baseLabel(lane: Lane): string {
  const changes = (Object.entries(defined(lane.overrides)) as [LaneField, LaneSettings[LaneField]][]).map(
    ([field, value]) => overrideText(field, value),
  );
  const shown = changes.length > 3 ? [...changes.slice(0, 3), '…'] : changes;
  return [PRESETS[lane.preset].label, ...shown].join(', ');
}

/** A lane's name: its preset and what it changes; numbered where two lanes would be called the same. */
export function laneLabel(experiment: Experiment, laneIndex: number): string {
  const label = baseLabel(laneAt(experiment, laneIndex));
  const same = experiment.lanes.filter((lane) => baseLabel(lane) === label).length;
  if (same < 2) return label;
  const before = experiment.lanes.slice(0, laneIndex).filter((lane) => baseLabel(lane) === label).length;
  return `${label} (${before + 1})`;
}

/** The names of all lanes, in order. */
export function laneNames(experiment: Experiment): string[] {
  return experiment.lanes.map((_, lane) => laneLabel(experiment, lane));
}
