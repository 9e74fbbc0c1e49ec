// The permalink: an experiment as a readable hash, and back.
//
//   #v=1&task=sinusoid&seed=7&alpha=0.01&lanes=maml~hf-maml;delta=0.01&iter=300&edits=100;alpha=0.02~250;1.beta=0.01
//
//   hash   = '#v=1' { '&' key '=' value }      keys: fields.ts; v is the grammar's version
//   lanes  = lane { '~' lane }                 lane  = preset { ';' key '=' value }, at most 8
//   edits  = edit { '~' edit }                 edit  = iteration ';' [ lane '.' ] key '=' value, lanes from 0
//   model  = 'mlp' { '-' width } '-' activation | 'cnn' { '-' filters } { '-h' width }
//   view   = figure { ',' figure }             keys of how it is looked at: viewFields.ts
//   lesson = id '.' step [ '.ask' ]            beside the experiment; read in lessons/place.ts
//
// Only what differs from the defaults is written: the family's, and, unless a run is replayed, what its lanes add to
// them. A lane's settings stand at the top level (shared)
// or in a lane (override). Reading never throws: unknown keys are left out, numbers out of range are clamped,
// what can't be read keeps its default, each with a notice; an unreadable link opens the default experiment.

import { DEFAULT_FAMILY, OPTION_RANGES } from '../../tasks/families.ts';
import { excerpt, messageOf, quoted } from '../../text/sentences.ts';
import { LANE_FIELDS } from '../axes/laneFields.ts';
import { defaultExperiment, defaultFor, defaultsBehind } from '../defaults.ts';
import { sortEdits } from '../edits.ts';
import {
  EXPERIMENT_FIELDS,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  fieldOfKey,
  OPTION_FIELDS,
} from '../fieldTable.ts';
import { modelProblem } from '../resolve.ts';
import type { Experiment, LaneSettings, Notice, TaskFamilyId, TaskOptions } from '../types.ts';
import {
  defaultView,
  type LinkView,
  VIEW_FIELDS,
  VIEW_NAMES,
  type ViewField,
  viewFieldOfKey,
} from '../viewFields.ts';
import {
  MAX_EDITS,
  MAX_LANES,
  type ReadLanes,
  type Report,
  readEdits,
  readFigures,
  readLanes,
  writeEdits,
  writeLanes,
} from './lists.ts';
import {
  decodeEscapes,
  encodeText,
  readModel,
  readValue,
  type Value,
  writeModel,
  writeValue,
} from './values.ts';

export const LINK_VERSION = '1';
export const MAX_LENGTH = 100_000;
const MAX_NOTICES = 20;

/** What happens during the run, and how it is shown, is written behind what the run is. */
const LAST: readonly FieldName[] = ['lanes', 'iter', 'edits', 'backend', 'figures'];
/** Keys of a link that are known, with their text. */
type Found = Map<FieldName | ViewField | 'version', string>;
type ReadonlyFound = ReadonlyMap<FieldName | ViewField | 'version', string>;

const WRITTEN = [...FIELD_NAMES.filter((name) => !LAST.includes(name)), ...LAST];

export interface DecodedLink {
  readonly experiment: Experiment;
  /** How it is looked at. */
  readonly view: LinkView;
  /** Why nothing could be read and the default experiment stands in; absent where it was read. */
  readonly unreadable?: string;
  readonly notices: readonly Notice[];
}

/** What a link had to leave out: edits, from an iteration on. */
export interface LeftOut {
  readonly edits: number;
  readonly iteration: number;
}

/**
 * The experiment as a hash, starting with '#'. A link holds `MAX_EDITS` edits and `MAX_LENGTH` characters: with more
 * it holds the first ones and ends where the next one was made, so that what it opens is what was seen there.
 */
export function fitLink(
  experiment: Experiment,
  view: LinkView = defaultView,
): { readonly hash: string; readonly leftOut: LeftOut | null } {
  const whole = writeLink(experiment, view);
  const { edits } = experiment;
  if (edits.length <= MAX_EDITS && whole.length <= MAX_LENGTH) return { hash: whole, leftOut: null };
  const ordered = sortEdits(edits);
  const room = MAX_LENGTH - writeLink({ ...experiment, edits: [] }, view).length - '&edits='.length;
  let [kept, used] = [0, 0];
  for (const edit of ordered) {
    used += encodeText(writeEdits([edit])).length + 1;
    if (used > room || kept === MAX_EDITS) break;
    kept++;
  }
  const { iteration } = ordered[kept];
  const iter = Math.min(experiment.iter, iteration);
  const hash = writeLink({ ...experiment, edits: ordered.slice(0, kept), iter }, view);
  return { hash, leftOut: { edits: edits.length - kept, iteration } };
}

/** As `fitLink`, where nobody is told what is left out. */
export function encodeLink(experiment: Experiment, view: LinkView = defaultView): string {
  return fitLink(experiment, view).hash;
}

function writeLink(experiment: Experiment, view: LinkView): string {
  const texts = textsOf(experiment);
  const usual = usualTexts(baseOf(experiment));
  const parts = [`v=${LINK_VERSION}`];
  for (const [i, name] of WRITTEN.entries()) {
    const text = texts[i];
    const isDefault = name === 'task' ? experiment.task === defaultExperiment.task : text === usual[i];
    if (!isDefault) parts.push(`${FIELDS[name].key}=${encodeText(text)}`);
  }
  for (const name of VIEW_NAMES) {
    if (view[name] !== defaultView[name])
      parts.push(`${VIEW_FIELDS[name].key}=${encodeText(writeValue(view[name]))}`);
  }
  return `#${parts.join('&')}`;
}

/** Every field's text, in the order in which they are written. */
function textsOf(experiment: Experiment): readonly string[] {
  const flat = { ...experiment, ...experiment.options, ...experiment.shared };
  return WRITTEN.map((name) => {
    switch (name) {
      case 'model':
        return writeModel(experiment.model);
      case 'lanes':
        return writeLanes(experiment.lanes);
      case 'edits':
        return writeEdits(experiment.edits);
      case 'figures':
        return experiment.figures.join(',');
      default:
        return writeValue(flat[name]);
    }
  });
}

const known = new WeakMap<Experiment, readonly string[]>();

/** The texts of a default experiment, which is the same object every time: a link is written twice a second. */
function usualTexts(base: Experiment): readonly string[] {
  const texts = known.get(base) ?? textsOf(base);
  known.set(base, texts);
  return texts;
}

/** The experiment of a hash, or of a whole address with one. Never throws. */
export function decodeLink(hash: string): DecodedLink {
  try {
    return decode(hash);
  } catch (error) {
    return unreadable(messageOf(error));
  }
}

function unreadable(why: string): DecodedLink {
  const reason = `This link can't be read: ${why}.`;
  const message = `${reason} The default experiment is open instead.`;
  return {
    experiment: defaultExperiment,
    view: defaultView,
    unreadable: reason,
    notices: [{ field: 'link', message }],
  };
}

/** What follows the first '#', or the whole text. A link that was percent-encoded as a whole is decoded. */
function hashBody(hash: string): string {
  let text = hash.trim();
  for (let times = 0; times < 3 && !text.includes('='); times++) text = decodeEscapes(text).trim();
  // As it stands in the source of a page that embeds this one.
  text = text.replace(/&(amp;)+/gi, '&');
  const at = text.indexOf('#');
  return text.slice(at + 1).replace(/^[#?!/&\s]+/, '');
}

/** Known keys with their text, the last one of duplicates; other keys are reported. */
function splitKeys(body: string, report: Report): Found {
  const found: Found = new Map();
  for (const raw of body.split('&')) {
    if (raw.trim() === '') continue;
    const piece = raw.includes('=') ? raw : decodeEscapes(raw);
    const at = piece.indexOf('=');
    const key = decodeEscapes(at < 0 ? piece : piece.slice(0, at))
      .trim()
      .toLowerCase();
    // A place in a lesson, which the page opens beside the experiment.
    if (key === 'lesson') continue;
    const name = key === 'v' ? 'version' : (fieldOfKey(key) ?? viewFieldOfKey(key));
    if (name === undefined)
      report(excerpt(key), `The link's key ${quoted(key)} is not known; it is left out.`, 'lost');
    else if (at < 0) report(key, `The link's key ${key} has no value; the default is used.`, 'lost');
    else {
      if (found.has(name)) report(key, `The link has ${key} more than once; the last one counts.`);
      found.set(name, decodeEscapes(piece.slice(at + 1)));
    }
  }
  return found;
}

function decode(hash: string): DecodedLink {
  if (hash.length > MAX_LENGTH)
    return unreadable(`it has ${hash.length} characters, at most ${MAX_LENGTH} are possible`);
  const body = hashBody(hash);
  if (body === '') return { experiment: defaultExperiment, view: defaultView, notices: [] };
  const notices: Notice[] = [];
  let more = 0;
  const report: Report = (field, message, lost) => {
    if (notices.length < MAX_NOTICES)
      notices.push({ field, message, ...(lost ? { lost: true as const } : {}) });
    else more++;
  };
  const found = splitKeys(body, report);
  if (found.size === 0) return unreadable(`${quoted(body)} holds none of the known keys`);
  const version = found.get('version')?.trim();
  if (version !== undefined && version !== LINK_VERSION) {
    return unreadable(`its version is ${quoted(version)}, this page reads version ${LINK_VERSION}`);
  }
  const experiment = readExperiment(found, report);
  const view = readView(found, experiment.task, report);
  if (more > 0) notices.push({ field: 'link', message: `${more} further parts of the link were put right.` });
  return { experiment, view, notices };
}

/** The plain value of a field, or undefined where it is absent or can't be read (reported). */
function plainValue(
  found: ReadonlyFound,
  name: FieldName | ViewField,
  family: TaskFamilyId,
  report: Report,
): Value | undefined {
  const text = found.get(name);
  if (text === undefined) return undefined;
  const field = name in VIEW_FIELDS ? VIEW_FIELDS[name as ViewField] : FIELDS[name as FieldName];
  const { key, label } = field;
  const read = readValue(field, family, text);
  if ('problem' in read) {
    report(key, `${label}: ${read.problem}; the default is used.`, 'lost');
    return undefined;
  }
  if (read.note) report(key, `${label}: ${read.note}.`);
  return read.value;
}

/** The fields of the view with what is found. */
function readView(found: ReadonlyFound, family: TaskFamilyId, report: Report): LinkView {
  const pairs = VIEW_NAMES.map((name) => [
    name,
    plainValue(found, name, family, report) ?? defaultView[name],
  ]);
  return Object.fromEntries(pairs) as LinkView;
}

/**
 * What a link is measured against. One that replays a run says all that its family's own defaults do not: what the lanes
 * make the defaults besides is younger than such links, and a replay gives the curves that were seen.
 */
function baseOf(experiment: Experiment): Experiment {
  const replays = experiment.iter > 0 || experiment.edits.length > 0;
  return replays ? defaultFor(experiment.task) : defaultsBehind(experiment);
}

function readExperiment(found: ReadonlyFound, report: Report): Experiment {
  const task = (plainValue(found, 'task', DEFAULT_FAMILY, report) ?? defaultExperiment.task) as TaskFamilyId;
  const base = defaultFor(task);
  const experiment = readBeside(base, found, report);
  // What the lanes make the defaults is known once they are read.
  const behind = baseOf(experiment);
  return behind === base ? experiment : readBeside(behind, found, () => {});
}

/** The experiment with what is found in the place of the defaults `base`. */
function readBeside(base: Experiment, found: ReadonlyFound, report: Report): Experiment {
  const { task } = base;
  const values = <T extends object>(defaults: T, names: readonly (keyof T & FieldName)[]): T => {
    const out: Record<string, unknown> = Object.fromEntries(Object.entries(defaults));
    for (const name of names) out[name] = plainValue(found, name, task, report) ?? out[name];
    return out as T;
  };
  const plain = EXPERIMENT_FIELDS.filter((name) => FIELDS[name].kind !== 'structured' && name !== 'task');
  const options = orderRanges(values<TaskOptions>(base.options, OPTION_FIELDS), report);
  const shared = values<LaneSettings>(base.shared, LANE_FIELDS);
  const lanes = lanesOf(found.get('lanes'), base, report);
  return {
    ...values<Experiment>(base, plain),
    options,
    shared,
    model: modelOf(found.get('model'), base, report),
    lanes: lanes.lanes,
    edits: readEdits(found.get('edits') ?? '', task, lanes, report),
    figures: readFigures(found.get('figures') ?? '', report),
  };
}

function lanesOf(text: string | undefined, base: Experiment, report: Report): ReadLanes {
  if (text !== undefined) {
    const read = readLanes(text, base.task, report);
    if (read.lanes.length > 0) return read;
    report('lanes', 'The link names no algorithm; the default ones are used.', 'lost');
  }
  const lanes = base.lanes.slice(0, MAX_LANES);
  return { lanes, kept: new Map(lanes.map((_, index) => [index, index])) };
}

function modelOf(text: string | undefined, base: Experiment, report: Report): Experiment['model'] {
  if (text === undefined) return base.model;
  const read = readModel(text);
  const problem = 'problem' in read ? read.problem : modelProblem(base.task, read.value);
  if (!problem && 'value' in read) return read.value;
  report(
    'model',
    `Model: ${problem?.replace(/\.$/, '')}; the default ${writeModel(base.model)} is used.`,
    'lost',
  );
  return base.model;
}

/** Ranges of options the right way round, whether or not the family reads them. */
function orderRanges(options: TaskOptions, report: Report): TaskOptions {
  let ordered = options;
  for (const { low, high, plural } of OPTION_RANGES) {
    const [from, to] = [options[low], options[high]];
    if (from <= to) continue;
    report(FIELDS[low].key, `${plural} from ${from} to ${to} were turned round.`);
    ordered = { ...ordered, [low]: to, [high]: from };
  }
  return ordered;
}
