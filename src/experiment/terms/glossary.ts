// Every word that the page explains, as one list: words of the field, algorithms, settings. A term's id is what
// asks for it: a word's own, `algorithm:` and a preset, or `setting:` and a field.

import { laneFields } from '../axes/laneFields.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../axes/presets.ts';
import { EXPERIMENT_FIELDS, FIELD_NAMES, FIELDS, type FieldName } from '../fieldTable.ts';
import { CONCEPT_IDS, CONCEPTS, type ConceptId } from './concepts.ts';
import type { Explanation, Term } from './entry.ts';
import { EXPERIMENT_TERMS } from './experimentTerms.ts';
import { LANE_TERMS } from './laneTerms.ts';
import { OPTION_TERMS } from './optionTerms.ts';

export type TermId = ConceptId | `algorithm:${PresetId}` | `setting:${FieldName}`;

const EXPLANATIONS: Readonly<Record<FieldName, Explanation>> = {
  ...EXPERIMENT_TERMS,
  ...OPTION_TERMS,
  ...LANE_TERMS,
};

/** What a setting is: its declared name and symbol with what they mean. */
function fieldTerm(name: FieldName): Term {
  const { label, symbol } = FIELDS[name];
  return { name: label, symbol, ...EXPLANATIONS[name] };
}

function presetTerm(id: PresetId): Term {
  const { label, summary, source } = PRESETS[id];
  const where = `${source.paper}, ${source.equation}`;
  return { name: label, symbol: '', meaning: summary, larger: null, where };
}

export interface GlossaryEntry {
  readonly id: TermId;
  readonly term: Term;
}

export interface GlossaryGroup {
  readonly title: string;
  readonly entries: readonly GlossaryEntry[];
}

const byName = (a: GlossaryEntry, b: GlossaryEntry) => a.term.name.localeCompare(b.term.name, 'en');

const settings = (names: readonly FieldName[]): readonly GlossaryEntry[] =>
  names.map((name) => ({ id: `setting:${name}` as const, term: fieldTerm(name) })).sort(byName);

const isLane = (name: FieldName) => name in laneFields;
const isExperiment = (name: FieldName) => EXPERIMENT_FIELDS.some((field) => field === name);

/** All terms, in groups, sorted by name. */
export const GLOSSARY: readonly GlossaryGroup[] = [
  { title: 'Words', entries: CONCEPT_IDS.map((id) => ({ id, term: CONCEPTS[id] })).sort(byName) },
  {
    title: 'Algorithms',
    entries: PRESET_IDS.map((id) => ({ id: `algorithm:${id}` as const, term: presetTerm(id) })),
  },
  { title: 'Settings of an algorithm', entries: settings(FIELD_NAMES.filter(isLane)) },
  { title: 'Settings of the experiment', entries: settings(FIELD_NAMES.filter(isExperiment)) },
  {
    title: 'Settings of task families',
    entries: settings(FIELD_NAMES.filter((name) => !isLane(name) && !isExperiment(name))),
  },
];

const BY_ID: ReadonlyMap<TermId, Term> = new Map(
  GLOSSARY.flatMap(({ entries }) => entries.map(({ id, term }) => [id, term] as const)),
);

/** The term of an id. @throws on an id that names no term */
export function termOf(id: TermId): Term {
  const term = BY_ID.get(id);
  if (!term) throw new Error(`No term ${JSON.stringify(id)}.`);
  return term;
}
