// The link's lists: lanes, edits and figures. Entries are separated by ~, their parts by ;.

import { excerpt, quoted } from '../../text/sentences.ts';
import { LANE_FIELDS } from '../axes/laneFields.ts';
import { sortEdits } from '../edits.ts';
import { FIELDS, fieldOfKey, isLaneField } from '../fieldTable.ts';
import {
  type Edit,
  type Lane,
  type LaneField,
  type LaneSettings,
  PRESET_IDS,
  type PresetId,
  type TaskFamilyId,
} from '../types.ts';
import { readNumber, readValue, type Value, writeValue } from './values.ts';

export const MAX_LANES = 8;
export const MAX_EDITS = 1000;
export const MAX_FIGURES = 20;
export const MAX_ITERATION = 1_000_000;

/** Collects what was put right; `field` is the link key that the reader looks at. */
/** `lost`: what the message is about was left out, rather than put right. */
export type Report = (field: string, message: string, lost?: 'lost') => void;

function laneField(key: string): LaneField | null {
  const name = fieldOfKey(key.trim());
  return name !== undefined && isLaneField(name) ? name : null;
}

/** "key=value" → a lane's field and value; null after reporting. */
function readAssignment(
  part: string,
  family: TaskFamilyId,
  list: string,
  where: string,
  report: Report,
): { field: LaneField; value: Value } | null {
  const at = part.indexOf('=');
  const key = at < 0 ? part : part.slice(0, at);
  const field = laneField(key);
  if (field === null || at < 0) {
    const reason =
      at < 0 ? `${quoted(part)} has no value (key=value)` : `${quoted(key)} is no setting of a lane`;
    report(list, `${where}: ${reason}; left out.`, 'lost');
    return null;
  }
  const read = readValue(FIELDS[field], family, part.slice(at + 1));
  if ('problem' in read) {
    report(list, `${where}: ${key.trim()}: ${read.problem}; left out.`, 'lost');
    return null;
  }
  if (read.note) report(list, `${where}: ${key.trim()}: ${read.note}.`);
  return { field, value: read.value };
}

export interface ReadLanes {
  readonly lanes: Lane[];
  /** Index in the link → index in `lanes`, as unknown lanes fall out. */
  readonly kept: ReadonlyMap<number, number>;
}

/** `maml~hf-maml;delta=0.01`. Unknown presets and settings fall out with a notice. */
export function readLanes(text: string, family: TaskFamilyId, report: Report): ReadLanes {
  const lanes: Lane[] = [];
  const kept = new Map<number, number>();
  const entries = text.split('~').map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    if (entry === '') continue;
    if (lanes.length === MAX_LANES) {
      report(
        'lanes',
        `${entries.length} algorithms are more than ${MAX_LANES}; the first ${MAX_LANES} are kept.`,
        'lost',
      );
      break;
    }
    const [name, ...parts] = entry.split(';');
    const preset = name.trim().toLowerCase() as PresetId;
    if (!PRESET_IDS.includes(preset)) {
      report('lanes', `${quoted(name)} is no algorithm; known are ${PRESET_IDS.join(', ')}.`, 'lost');
      continue;
    }
    const overrides: Partial<Record<LaneField, Value>> = {};
    for (const part of parts) {
      if (part.trim() === '') continue;
      const assignment = readAssignment(part, family, 'lanes', preset, report);
      if (assignment) overrides[assignment.field] = assignment.value;
    }
    kept.set(index, lanes.length);
    lanes.push({ preset, overrides: overrides as Partial<LaneSettings> });
  }
  return { lanes, kept };
}

export function writeLanes(lanes: readonly Lane[]): string {
  return lanes
    .map(({ preset, overrides }) => {
      const parts = LANE_FIELDS.filter((field) => overrides[field] !== undefined).map(
        (field) => `;${FIELDS[field].key}=${writeValue(overrides[field] as Value)}`,
      );
      return preset + parts.join('');
    })
    .join('~');
}

function readEditIteration(text: string, report: Report): number | null {
  const read = readNumber(text);
  if ('problem' in read) {
    report('edits', `Iteration: ${read.problem}; the edit is left out.`, 'lost');
    return null;
  }
  const number = read.value;
  const iteration = Math.round(Math.min(MAX_ITERATION, Math.max(0, number)));
  if (iteration !== number)
    report('edits', `Iteration ${excerpt(text.trim())} was put right to ${iteration}.`);
  return iteration === 0 ? 0 : iteration;
}

/** The lane prefix of an edit's key, "1.alpha": the key without it and the lane, or null after reporting. */
function readEditTarget(
  part: string,
  lanes: ReadLanes,
  report: Report,
): { lane?: number; rest: string } | null {
  const prefix = /^\s*(\d+)\./.exec(part);
  if (!prefix) return { rest: part };
  const lane = lanes.kept.get(Number(prefix[1]));
  if (lane === undefined) {
    report(
      'edits',
      `There is no lane ${excerpt(prefix[1])} (lanes count from 0); its edit is left out.`,
      'lost',
    );
    return null;
  }
  return { lane, rest: part.slice(prefix[0].length) };
}

/** `100;alpha=0.02~250;1.beta=0.01`: sorted by iteration; edits of fields that need a restart fall out. */
export function readEdits(text: string, family: TaskFamilyId, lanes: ReadLanes, report: Report): Edit[] {
  const edits: Edit[] = [];
  for (const entry of text.split('~')) {
    if (entry.trim() === '') continue;
    const [when, ...parts] = entry.split(';');
    const iteration = readEditIteration(when, report);
    if (iteration === null) continue;
    for (const part of parts) {
      if (part.trim() === '') continue;
      if (edits.length === MAX_EDITS) {
        report('edits', `More than ${MAX_EDITS} edits; the first ${MAX_EDITS} are kept.`, 'lost');
        return sortEdits(edits);
      }
      const target = readEditTarget(part, lanes, report);
      const read = target && readAssignment(target.rest, family, 'edits', `Iteration ${iteration}`, report);
      if (!read) continue;
      const { field, value } = read;
      if (!FIELDS[field].live) {
        report('edits', `${FIELDS[field].label} can't change while training; its edit is left out.`, 'lost');
        continue;
      }
      const edit = { iteration, field, value: value as number | string };
      edits.push(target.lane === undefined ? edit : { ...edit, lane: target.lane });
    }
  }
  return sortEdits(edits);
}

export function writeEdits(edits: readonly Edit[]): string {
  return sortEdits(edits)
    .map(({ iteration, field, value, lane }) => {
      const prefix = lane === undefined ? '' : `${lane}.`;
      return `${iteration};${prefix}${FIELDS[field].key}=${writeValue(value)}`;
    })
    .join('~');
}

/** `meta-loss,adaptation`: names in small letters and hyphens; the page knows which exist. */
export function readFigures(text: string, report: Report): string[] {
  const figures: string[] = [];
  for (const part of text.split(',')) {
    const name = part.trim().toLowerCase();
    if (name === '' || figures.includes(name)) continue;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
      report('view', `${quoted(part)} is no figure; left out.`, 'lost');
    else if (figures.length === MAX_FIGURES)
      report('view', `More than ${MAX_FIGURES} figures; ${quoted(name)} is left out.`, 'lost');
    else figures.push(name);
  }
  return figures;
}
