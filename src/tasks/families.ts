// The registry of task families. No file outside a family's folder and this registry's names one: they read its spec.
import type { ValuesOf } from '../experiment/fields/kinds.ts';
import { digitsAndClothing } from './digits-and-clothing/spec.ts';
import { fashionMnist } from './fashion-mnist/spec.ts';
import { fc100 } from './fc100/spec.ts';
import { glyphs } from './glyphs/spec.ts';
import { images } from './images/spec.ts';
import { mnist } from './mnist/spec.ts';
import { omniglot } from './omniglot/spec.ts';
import { quadratics } from './quadratics/spec.ts';
import { regression } from './regression/spec.ts';
import type { FamilySpec, NumberOption, OptionFields, OptionRange } from './shared/spec.ts';
import { sinusoid } from './sinusoid/spec.ts';
import { stepsAndLines } from './steps-and-lines/spec.ts';

/** In the order in which the page offers them; the keys stand in links. */
const DECLARED = {
  sinusoid,
  'steps-and-lines': stepsAndLines,
  quadratics,
  glyphs,
  mnist,
  'fashion-mnist': fashionMnist,
  'digits-and-clothing': digitsAndClothing,
  omniglot,
  fc100,
  images,
  regression,
};

export type TaskFamilyId = keyof typeof DECLARED;
export const TASK_FAMILIES = Object.keys(DECLARED) as readonly TaskFamilyId[];
/** What an empty link opens. */
export const DEFAULT_FAMILY: TaskFamilyId = 'sinusoid';
/** Where the user's own image sets are trained. */
export const OWN_IMAGES: TaskFamilyId = 'images';
/** Where the user's own tables are. */
export const OWN_TABLES: TaskFamilyId = 'regression';

type Both<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer A) => void ? A : never;
type AllOptions = Both<(typeof DECLARED)[TaskFamilyId]['options']>;

/** Every option field once, in the order in which a link writes them. */
export const optionFields: AllOptions = Object.assign(
  {},
  ...Object.values(DECLARED).map(({ options }) => options),
);
/** Options of all families; each reads those that its spec declares. */
export type TaskOptions = ValuesOf<AllOptions>;
export type OptionField = keyof TaskOptions;

export type AnyFamily = FamilySpec<TaskOptions> & {
  readonly options: OptionFields;
  readonly optionRanges?: readonly OptionRange<NumberOption<TaskOptions>>[];
};
export const FAMILIES: Readonly<Record<TaskFamilyId, AnyFamily>> = DECLARED;

/** Pairs of options that are the ends of a range. */
export const OPTION_RANGES = TASK_FAMILIES.flatMap((task) => FAMILIES[task].optionRanges ?? []);

/** The family that is trained on this set of the catalogue alone, or null. */
export function familyOfSet(name: string): TaskFamilyId | null {
  const found = TASK_FAMILIES.find((task) => {
    const { data } = FAMILIES[task];
    return data.kind === 'set' && data.name === name;
  });
  return found ?? null;
}

/** The catalogue's set that a family's name (in links) stands for; every other name is a set's own. */
export function setOfName(name: string): string {
  const named = TASK_FAMILIES.find((task) => task === name.toLowerCase());
  const data = named && FAMILIES[named].data;
  return data?.kind === 'set' ? data.name : name;
}

/** The one set whose classes a family is made of; null where it has none, or combines sets. */
export function singleSet(task: TaskFamilyId, options: TaskOptions): string | null {
  const { data } = FAMILIES[task];
  switch (data.kind) {
    case 'none':
    case 'sets':
      return null;
    case 'set':
      return data.name;
    case 'own':
      return data.name(options);
    default:
      throw new Error(`Unknown data ${JSON.stringify(data satisfies never)}.`);
  }
}

/**
 * Names of the image sets that the family's source will look for.
 * @throws where the options that name them cannot be read
 */
export function requiredData(task: TaskFamilyId, options: TaskOptions): readonly string[] {
  const { data } = FAMILIES[task];
  switch (data.kind) {
    case 'none':
      return [];
    case 'set':
      return [data.name];
    case 'sets':
      return data.names(options);
    case 'own': {
      const name = data.name(options);
      return name === '' ? [] : [name];
    }
    default:
      throw new Error(`Unknown data ${JSON.stringify(data satisfies never)}.`);
  }
}
