// What a task family declares about itself: all that depends on the family's name is read from its `spec.ts`.
import type { SetName } from '../../data/catalogue.ts';
import type { LaneSettings } from '../../experiment/axes/laneFields.ts';
import type { PresetId } from '../../experiment/axes/presets.ts';
import type { Field, FieldRange, StructuredField, ValuesOf } from '../../experiment/fields/kinds.ts';
import type { ModelSetting } from '../../learner/modelSetting.ts';

/** Options are single values: what has a grammar of its own is text. */
export type OptionFields = Readonly<Record<string, Exclude<Field, StructuredField>>>;

/**
 * `regression`: numbers in, numbers out. `quadratic`: w itself is the model, a task is a quadratic in it.
 * `classification`: images in, a class out.
 */
export type Problem = 'regression' | 'quadratic' | 'classification';

/** What losses are measured in. */
export const LOSS_UNITS: Readonly<Record<Problem, string>> = {
  regression: 'mean squared error, in squares of the output',
  classification: 'cross-entropy in nats',
  quadratic: 'the value of the quadratics',
};

/** How a drawing becomes an image like the family's: pen and figure as shares of the side, and where it is put. */
export interface DrawingStyle {
  readonly pen: number;
  readonly fit: { readonly extent: number; readonly centre: 'mass' | 'box' };
}

/** The adaptation figure: a curve through points over `domain` (null: the data's own), images with the user's drawings, or none. */
export type AdaptationKind<O> =
  | { readonly kind: 'curve'; readonly domain: readonly [number, number] | null }
  /** `drawing` null: measured on the images shown. */
  | { readonly kind: 'images'; readonly drawing: ((side: number, options: O) => DrawingStyle) | null }
  | { readonly kind: 'none' };

/** `set`: one of the catalogue's; `sets`: several, by the options (throws where they cannot be read); `own`: the user's. */
export type FamilyData<O> =
  | { readonly kind: 'none' }
  | { readonly kind: 'set'; readonly name: SetName }
  | { readonly kind: 'sets'; readonly names: (options: O) => readonly SetName[] }
  | { readonly kind: 'own'; readonly name: (options: O) => string };

/** Why a family cannot be trained with any layers, or with a CNN; null where it can. */
export interface ModelRefusals {
  readonly layers: string | null;
  readonly cnn: string | null;
}

/** Defaults that may depend on the lanes. */
interface ChangedDefaults<O> {
  readonly evalEvery?: number;
  readonly evalTasks?: number;
  readonly options?: Partial<O>;
  readonly settings?: Partial<LaneSettings>;
}

/** What the family's default experiment has of its own; the rest are the fields' defaults. */
export interface FamilyDefaults<O> extends ChangedDefaults<O> {
  readonly model?: ModelSetting;
  readonly shots?: number;
  readonly queries?: number;
  readonly lanes?: readonly PresetId[];
  /** `ways` also where the family's tasks fix it. */
  readonly options?: Partial<O> & { readonly ways?: number };
  /** What else is the default where a lane weights tasks and no number of tasks is asked for. */
  readonly weighted?: ChangedDefaults<O>;
}

/** Names of the options that are numbers. */
export type NumberOption<O> = { [K in keyof O & string]: O[K] extends number ? K : never }[keyof O & string];

/** Two options that are the ends of a range; `plural` names what lies in it. */
export interface OptionRange<K extends string> {
  readonly low: K;
  readonly high: K;
  readonly plural: string;
}

/** A family over options O. */
export interface FamilySpec<O> {
  readonly label: string;
  /** Names that links of earlier releases give the family. */
  readonly aliases?: readonly string[];
  readonly problem: Problem;
  readonly defaults: FamilyDefaults<O>;
  /** Examples of a task (per class in classification), where the family has room for fewer than the fields allow. */
  readonly exampleRanges?: { readonly shots: FieldRange; readonly queries: FieldRange };
  readonly refuses: ModelRefusals;
  readonly data: FamilyData<O>;
  /** Side of its images, where the family fixes another one than the option "Image size" has by default. */
  readonly imageSide?: number;
  /** m, the size of the finite task set; 0: tasks come from a continuum. `weighted`: a lane needs a finite set. */
  taskCount(options: O, weighted: boolean): number;
  /** Whether tests are of other tasks than the finite set that is trained on; absent: never. */
  readonly testsOthers?: (options: O) => boolean;
  /** The task distribution of one of several agents in words; all share a finite set of `taskCount` > 0 tasks. */
  agentName(options: O, agent: number, agents: number, taskCount: number): string;
  readonly adaptation: AdaptationKind<O>;
  /** Lipschitz constants of the tasks' gradients (L) and Hessians (ρ), where they are known in closed form. */
  readonly constants?: (options: O) => Pick<LaneSettings, 'smoothness' | 'hessianLipschitz'>;
}

/** A spec with the fields that its options are declared by; only these are shown for the family. */
export type Family<F extends OptionFields> = FamilySpec<ValuesOf<F>> & {
  readonly options: F;
  readonly optionRanges?: readonly OptionRange<NumberOption<ValuesOf<F>>>[];
};

/** The values of a family's own options. */
export type OptionsOf<T extends { readonly options: OptionFields }> = ValuesOf<T['options']>;

/** Checks a family's declaration against its own options. */
export function family<F extends OptionFields>(spec: Family<F>): Family<F> {
  return spec;
}
