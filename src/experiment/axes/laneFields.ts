// All hyper-parameters of a lane, and the settings' type that follows from them. Shared values hold for every lane; a preset
// and overrides replace some.
import { choice, defaultsOf, integer, LOG, number, type ValuesOf } from '../fields/kinds.ts';
import { adaptedEntries, adaptedFields } from './adapted.ts';
import { baselineEntries, baselineFields } from './baseline.ts';
import { curvatureEntries, curvatureFields } from './curvature.ts';
import type { AxisEntry } from './entry.ts';
import { networkEntries, networkFields } from './network.ts';
import { constantsEntries, optimizerEntries, optimizerFields } from './optimizer.ts';
import { weightingEntries, weightingFields } from './weighting.ts';

const { optimizer, ...stepSizeFields } = optimizerFields;

/** In the order in which links write them and the page lists them. */
export const laneFields = {
  alpha: number({
    key: 'alpha',
    label: 'Inner step size α',
    symbol: 'α',
    tex: '\\alpha',
    default: 0.01,
    min: 1e-4,
    max: 1,
    ...LOG,
    live: true,
    help: 'Step size of the adaptation to one task.',
  }),
  innerSteps: integer({
    key: 'n',
    label: 'Inner steps N',
    symbol: 'N',
    tex: 'N',
    default: 1,
    min: 1,
    max: 30,
    sliderMax: 10,
    live: true,
    help: 'Gradient steps of the adaptation to one task.',
  }),
  beta: number({
    key: 'beta',
    label: 'Outer step size β',
    symbol: 'β',
    tex: '\\beta',
    default: 0.001,
    min: 1e-5,
    max: 1,
    ...LOG,
    live: true,
    help: 'Step size of the launch model (μ in Dif-MAML, η_w in DA-MAML).',
  }),
  optimizer,
  batch: integer({
    key: 'batch',
    label: 'Tasks per iteration B',
    symbol: 'B',
    tex: 'B',
    default: 25,
    min: 1,
    max: 100,
    live: true,
    unit: 'tasks',
    help: 'Tasks drawn in each iteration, by each agent (C in DA-MAML).',
  }),
  /** Whether B tasks are drawn, or all m of a finite set are taken in every iteration. */
  sampling: choice(
    { draw: 'B drawn tasks', all: 'All m tasks' },
    {
      key: 'sampling',
      label: 'Tasks of an iteration',
      default: 'draw',
      help: 'All m tasks of a finite set leave no sampling noise: the paths stop where the closed forms say.',
    },
  ),
  ...curvatureFields,
  ...adaptedFields,
  ...weightingFields,
  ...networkFields,
  ...baselineFields,
  ...stepSizeFields,
  /** Number of seeds this lane is run with (1…10): model and tasks of seed s come from seed + s. */
  seeds: integer({
    key: 'seeds',
    label: 'Seeds',
    default: 1,
    min: 1,
    max: 10,
    help: 'Runs of this lane with further seeds; the curves show their band.',
  }),
};

export type LaneField = keyof typeof laneFields;
export type LaneSettings = ValuesOf<typeof laneFields>;

export const LANE_FIELDS = Object.keys(laneFields) as readonly LaneField[];
export const laneDefaults: LaneSettings = defaultsOf(laneFields);

export const AXES = {
  curvature: curvatureEntries,
  adapted: adaptedEntries,
  weighting: weightingEntries,
  network: networkEntries,
  optimizer: optimizerEntries,
  constants: constantsEntries,
  baseline: baselineEntries,
} as const satisfies Partial<Record<LaneField, Readonly<Record<string, AxisEntry<LaneField>>>>>;
export type Axis = keyof typeof AXES;
const AXIS_NAMES = Object.keys(AXES) as readonly Axis[];

/** The entry of the value that a lane has on an axis. */
export function entryOf(settings: LaneSettings, axis: Axis): AxisEntry<LaneField> {
  const entries: Readonly<Record<string, AxisEntry<LaneField>>> = AXES[axis];
  return entries[settings[axis]];
}

/** A lane's entries, that which decides most about its update first. */
export function ruleEntries(settings: LaneSettings): AxisEntry<LaneField>[] {
  const order = ['baseline', 'curvature', 'weighting', 'network', 'adapted', 'optimizer'] as const;
  return order.map((axis) => entryOf(settings, axis));
}

/** Axes some value of which names the field. */
function axesNaming(field: LaneField): readonly Axis[] {
  return AXIS_NAMES.filter((axis) =>
    Object.values<AxisEntry<LaneField>>(AXES[axis]).some(({ fields }) => fields.includes(field)),
  );
}

/** Whether a lane with these settings reads the field: no axis names it, or a value that counts does. */
export function laneReads(field: LaneField, settings: LaneSettings): boolean {
  const declared = laneFields[field];
  if (declared.kind === 'number' && declared.actsWhenSet && settings[field] !== declared.default) return true;
  const axes = axesNaming(field);
  return (
    axes.length === 0 ||
    axes.some((axis) => entryOf(settings, axis).fields.includes(field) && laneReads(axis, settings))
  );
}
