// Pins in one table: a row for every algorithm of a pin, with the settings in which rows differ, the numbers at the end
// or at one iteration, and the link that gives them back. Pure.
import type { Table } from '../../charts/core/geometry.ts';
import { PRESETS } from '../../experiment/axes/presets.ts';
import { type FieldName, isLaneField } from '../../experiment/fieldTable.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import type { Experiment, PresetId } from '../../experiment/types.ts';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { fieldName, laneValues, valueText } from '../state/settingsText.ts';
import { PINNED_METRICS, type Pin, type PinnedMetric } from './pins.ts';

export interface CompareRow {
  readonly pin: Pin;
  readonly algorithm: string;
  readonly preset: PresetId;
  /** Where the numbers were measured. */
  readonly iteration: number;
  readonly values: Readonly<Record<PinnedMetric, number>>;
  readonly settings: ReadonlyMap<FieldName, unknown>;
}

export interface CompareColumn {
  readonly title: string;
  readonly cell: (row: CompareRow) => number | string;
  /** As the page shows it. */
  readonly show: (value: number | string) => string;
}

const decoded = new Map<string, Experiment>();

/** The experiment of a pin; every link is read once. */
function experimentOf({ link }: Pin): Experiment {
  const known = decoded.get(link) ?? decodeLink(link).experiment;
  decoded.set(link, known);
  return known;
}

/** The latest iteration that every lane of every pin was evaluated at; null where there is none. */
export function commonIteration(pins: readonly Pin[]): number | null {
  const [first, ...rest] = pins.flatMap(({ lanes }) => lanes.map(({ curve }) => curve?.iteration ?? []));
  const others = rest.map((iterations) => new Set(iterations));
  return Array.from(first ?? []).findLast((iteration) => others.every((one) => one.has(iteration))) ?? null;
}

/** `at`: the iteration of all numbers; null: where each pin was made. */
export function compareRows(pins: readonly Pin[], at: number | null): CompareRow[] {
  return pins.flatMap((pin) => {
    const experiment = experimentOf(pin);
    return pin.lanes.flatMap((one, position): CompareRow[] => {
      const lane = one.index ?? position;
      const preset = experiment.lanes[lane]?.preset;
      if (preset === undefined) return [];
      const { curve } = one;
      const index = at === null ? -1 : (curve?.iteration.indexOf(at) ?? -1);
      const values = Object.fromEntries(
        PINNED_METRICS.map((name) => [
          name,
          at === null ? one[name] : (curve?.[name]?.[index] ?? Number.NaN),
        ]),
      ) as Record<PinnedMetric, number>;
      const iteration = at ?? pin.iteration;
      const settings = laneValues(experiment, lane, pin.iteration);
      return [{ pin, algorithm: one.lane, preset, iteration, values, settings }];
    });
  });
}

/** A value that the algorithm's name already says: its preset's own. */
const isImplied = (name: FieldName, { preset, settings }: CompareRow) =>
  isLaneField(name) && PRESETS[preset].settings[name] === settings.get(name);

/** The settings in which rows differ, beyond what their algorithms' names say; the seed has its own column. */
export function differingFields(rows: readonly CompareRow[]): FieldName[] {
  const names = new Set(rows.flatMap(({ settings }) => [...settings.keys()]));
  names.delete('seed');
  return [...names].filter((name) => {
    const having = rows.filter(({ settings }) => settings.has(name));
    const differ = (some: readonly CompareRow[]) =>
      new Set(some.map(({ settings }) => JSON.stringify(settings.get(name)))).size > 1;
    const algorithms = new Set(having.map(({ preset }) => preset));
    return (
      differ(having.filter((row) => !isImplied(name, row))) ||
      [...algorithms].some((preset) => differ(having.filter((row) => row.preset === preset)))
    );
  });
}

const MEASURE_TITLES: Readonly<Record<PinnedMetric, string>> = {
  testLoss: 'Test loss',
  worstTestLoss: 'Worst task',
  testAccuracy: 'Accuracy',
  gradientNorm: '‖∇F‖',
  seconds: 'Seconds',
};

const plain = (value: number | string) => (typeof value === 'number' ? formatNumber(value) : value);
const counted = (value: number | string) =>
  typeof value === 'number' && Number.isFinite(value) ? formatCount(value) : plain(value);

/** Columns for these rows: settings that differ, and measures that some row has. */
export function compareColumns(rows: readonly CompareRow[]): CompareColumn[] {
  const setting = (name: FieldName): CompareColumn => ({
    title: fieldName(name),
    cell: ({ settings }) => {
      const value = settings.get(name);
      return typeof value === 'number' ? value : settings.has(name) ? valueText(name, value) : '–';
    },
    show: plain,
  });
  const measured = PINNED_METRICS.filter((name) => rows.some(({ values }) => Number.isFinite(values[name])));
  return [
    { title: 'Pin', cell: ({ pin }) => pin.name, show: plain },
    { title: 'Task', cell: ({ pin }) => pin.task, show: plain },
    { title: 'Algorithm', cell: ({ algorithm }) => algorithm, show: plain },
    ...differingFields(rows).map(setting),
    { title: 'Seed', cell: ({ settings }) => Number(settings.get('seed')), show: String },
    { title: 'Iteration', cell: ({ iteration }) => iteration, show: counted },
    ...measured.map((name) => ({
      title: MEASURE_TITLES[name],
      cell: ({ values }: CompareRow) => values[name],
      show: plain,
    })),
  ];
}

/** Rows by one column; what is not a number goes last in both directions. Stable. */
export function sortRows(
  rows: readonly CompareRow[],
  { cell }: CompareColumn,
  descending: boolean,
): CompareRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [cell(a), cell(b)];
    if (typeof x === 'number' && typeof y === 'number') {
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return sign * (x - y);
    }
    return sign * String(x).localeCompare(String(y), 'en', { numeric: true });
  });
}

/** The table to copy: numbers to four significant digits, nothing that is not one, and the link of every row. */
export function compareTable(
  rows: readonly CompareRow[],
  columns: readonly CompareColumn[],
  base: string,
): Table {
  const rounded = (value: number | string) => {
    if (typeof value !== 'number' || Number.isInteger(value)) return value;
    return Number.isFinite(value) ? Number(value.toPrecision(4)) : '';
  };
  return {
    columns: [...columns.map(({ title }) => title), 'Link'],
    rows: rows.map((row) => [...columns.map(({ cell }) => rounded(cell(row))), base + row.pin.link]),
  };
}
