// What a sweep consists of: cells, each a setting on the axes and a seed, in the order of the file's rows.
import { laneNames } from '../../experiment/resolve.ts';
import type { Experiment } from '../../experiment/types.ts';
import { refusalOf } from '../../experiment/validity.ts';
import { OPTION_RANGES } from '../../tasks/families.ts';
import { checkValues, type SweptField, sweptField } from './fields.ts';
import { rangeValues, readRange } from './range.ts';

export interface Axis {
  readonly key: string;
  readonly swept: SweptField;
  /** Upwards. */
  readonly values: readonly number[];
}

export interface Cell {
  /** Its place in the whole sweep, from 0. */
  readonly index: number;
  /** Its value on each axis. */
  readonly values: readonly number[];
  readonly seed: number;
}

/** A part of the cells: `part` of `of`, from 1; 1 of 1 is all of them. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** An axis of the experiment. @throws with the flag and what is wrong */
export function axisOf(flag: string, text: string, experiment: Experiment): Axis {
  try {
    const range = readRange(text);
    const swept = sweptField(range.key);
    const { field } = swept;
    const values = rangeValues(range, field.integer);
    checkValues(swept, experiment, values);
    const idle = swept.idle(experiment, values);
    if (idle !== null) throw new Error(`${field.label} (${field.key}) makes no difference here: ${idle}`);
    return { key: field.key, swept, values };
  } catch (error) {
    throw new Error(`${flag}: ${(error as Error).message}`);
  }
}

/** All cells, the first axis changing slowest and the seed fastest. Seeds follow the experiment's own. */
export function cellsOf(axes: readonly Axis[], firstSeed: number, seeds: number): readonly Cell[] {
  const settings = axes.reduce<readonly (readonly number[])[]>(
    (before, { values }) => before.flatMap((one) => values.map((value) => [...one, value])),
    [[]],
  );
  return settings.flatMap((values, at) =>
    Array.from({ length: seeds }, (_, s) => ({ index: at * seeds + s, values, seed: firstSeed + s })),
  );
}

/** Every so manieth cell, so that dear and cheap settings are shared out evenly. */
export function cellsIn(cells: readonly Cell[], { part, of }: Shard): readonly Cell[] {
  return cells.filter(({ index }) => index % of === part - 1);
}

/** What a cell runs. */
export function experimentOf(experiment: Experiment, axes: readonly Axis[], cell: Cell): Experiment {
  return axes.reduce((one, { swept }, i) => swept.put(one, cell.values[i]), {
    ...experiment,
    seed: cell.seed,
  });
}

/** The lanes' names without their own values of what the axes set. */
export function sweptLaneNames(experiment: Experiment, axes: readonly Axis[]): readonly string[] {
  const lanes = experiment.lanes.map((lane) => {
    const overrides = { ...lane.overrides };
    for (const { swept } of axes) if (swept.lane) delete overrides[swept.lane];
    return { ...lane, overrides };
  });
  return laneNames({ ...experiment, lanes });
}

/** "alpha=0.1 n=2 seed=4" */
export function cellName(axes: readonly Axis[], { values, seed }: Cell): string {
  return [...axes.map(({ key }, i) => `${key}=${values[i]}`), `seed=${seed}`].join(' ');
}

/** @throws where a cell has no meaning, with the first such cell and the reason */
export function checkCells(experiment: Experiment, axes: readonly Axis[], cells: readonly Cell[]): void {
  const names = sweptLaneNames(experiment, axes);
  for (const cell of cells) {
    const asked = experimentOf(experiment, axes, cell);
    const fail = (why: string) => {
      throw new Error(`${cellName(axes, cell)} cannot run. ${why}`);
    };
    for (const { low, high, plural } of OPTION_RANGES) {
      const [from, to] = [asked.options[low], asked.options[high]];
      if (from > to) fail(`${plural} go from ${from} to ${to}.`);
    }
    for (const [lane, name] of names.entries()) {
      const refusal = refusalOf(asked, lane);
      if (refusal !== null) fail(`${name}: ${refusal}`);
    }
  }
}
