// Every family's spec is complete and true: defaults in range, options with one key each, and sources that draw the
// same episodes on every machine, of the shape that they state.
import { describe, expect, it } from 'vitest';
import type { ImageSets, TaskTable } from '../data/images.ts';
import { defaultsOf } from '../experiment/fields/kinds.ts';
import {
  FAMILIES,
  familyOfSet,
  optionFields,
  requiredData,
  TASK_FAMILIES,
  type TaskFamilyId,
} from './families.ts';
import {
  drawn,
  fingerprint,
  numberedSet,
  requestWith,
  setupWith,
  sourceOf,
  type TestSetup,
} from './shared/testing.ts';

const part = (c: number) => (c < 18 ? 'train' : c < 24 ? 'validation' : 'test');
/** A table of tasks of one input. */
function waves(tasks: number, rows: number): TaskTable {
  const values = (f: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => f(i));
  return {
    inputs: ['x'],
    output: 'y',
    tasks: Array.from({ length: tasks }, (_, t) => ({
      name: `wave ${t}`,
      x: values((i) => i / 4),
      y: values((i) => (t + 1) * Math.cos(i / 4 + t)),
    })),
  };
}

const data: ImageSets = new Map([
  ['omniglot', numberedSet('omniglot', 60, 20, (c) => ({ group: `alphabet ${c % 6}` }))],
  ['mnist', numberedSet('mnist', 10, 30)],
  ['fashion-mnist', numberedSet('fashion-mnist', 10, 30)],
  ['cifar-fs', numberedSet('cifar-fs', 30, 20, (c) => ({ part: part(c) }))],
  ['mine', { ...numberedSet('mine', 30, 20), table: waves(15, 24) }],
]);

/** Family, fingerprint of its default setup's draws, and of a finite set's, computed when it came. */
const PINS = [
  ['sinusoid', '3faea494', '6cf0abfb'],
  ['steps-and-lines', 'a0bb38d8', 'be42167b'],
  ['quadratics', '5f85d63e', '4e57531e'],
  ['glyphs', '1c2edbe0', 'dd910226'],
  ['mnist', 'c6e066a6', '2b78fad4'],
  ['fashion-mnist', '648972c7', '4f4a1383'],
  ['digits-and-clothing', '27d6abfb', '27d6abfb'],
  ['omniglot', '8fb80ddb', '4477b324'],
  ['fc100', '38920798', 'f100c5af'],
  ['images', '642bc749', 'b8707d5a'],
  ['regression', '767538f9', '7a5f3ede'],
];

/** The family's default setup with a Hessian batch; `taskCount` 6 with noise where the family reads them. */
function setupOf(task: TaskFamilyId, finite: boolean): TestSetup {
  const { shots = 10, queries = 10, options } = FAMILIES[task].defaults;
  const changed = finite ? ({ taskCount: 6, noise: 0.5, quadratic: 'random', dimensions: 3 } as const) : {};
  const own = { ...options, dataset: 'mine', ...changed };
  return setupWith({ task, shots, queries, hessianShots: 2, options: own });
}

/** A fingerprint of everything that three requests give. */
function pin(setup: TestSetup): string {
  const source = sourceOf(setup, data);
  const bytes: number[] = [];
  const text = (value: string) => bytes.push(...new TextEncoder().encode(value));
  for (const change of [
    { agents: 3, agent: 1, pairs: 2 },
    { purpose: 'test' },
    { purpose: 'probe', iteration: 5 },
  ] as const) {
    const batch = drawn(source, change);
    for (const set of [batch.support, batch.query, batch.hessian])
      text(fingerprint(set?.x ?? new Float32Array()));
    for (const set of [batch.support, batch.query, batch.hessian])
      text(fingerprint(set?.y ?? new Float32Array()));
    text([...batch.taskIds].join());
    text(source.describe(requestWith(change), 2).name);
  }
  text(JSON.stringify([source.shape, source.examples, source.finite?.ambient ?? []]));
  return fingerprint(Uint8Array.from(bytes));
}

describe.each(TASK_FAMILIES)('%s', (task) => {
  const spec = FAMILIES[task];

  it('has defaults that its fields and model limits allow', () => {
    const values: Record<string, unknown> = { ...defaultsOf(spec.options), ...spec.defaults.options };
    for (const [name, field] of Object.entries(spec.options)) {
      const value = values[name];
      if (field.kind === 'number') {
        expect(value).toBeGreaterThanOrEqual(field.min);
        expect(value).toBeLessThanOrEqual(field.max);
      } else if (field.kind === 'choice') expect(field.choices.map((c) => c.value)).toContain(value);
      else if (field.kind === 'text') expect(value).toMatch(field.pattern);
      else expect(typeof value).toBe('boolean');
      expect(field.help).toMatch(/[^.]\.$/);
    }
    expect(Object.keys(spec.defaults.options ?? {}).filter((name) => !(name in optionFields))).toEqual([]);
    const { model, shots, queries } = spec.defaults;
    if (model?.kind === 'cnn') expect(spec.refuses.cnn).toBeNull();
    if (model?.kind === 'mlp' && model.hidden.length > 0) expect(spec.refuses.layers).toBeNull();
    for (const [value, range] of [
      [shots, spec.exampleRanges?.shots],
      [queries, spec.exampleRanges?.queries],
    ] as const)
      if (value !== undefined && range) expect(value >= range.min && value <= range.max).toBe(true);
  });

  it('draws the same episodes of the stated shape every time', () => {
    const setup = setupOf(task, false);
    const source = sourceOf(setup, data);
    const [batch, again] = [drawn(source), drawn(sourceOf(setup, data))];
    expect(batch.support.x).toHaveLength(4 * source.examples.support * source.shape.inputs);
    expect(batch.query.y).toHaveLength(4 * source.examples.query * source.shape.outputs);
    expect(batch.support.x.every(Number.isFinite)).toBe(true);
    expect(again.support.x).toEqual(batch.support.x);
    expect(again.query.y).toEqual(batch.query.y);
    expect(source.examplesOf(setup.hessianShots)).toBe(source.examples.hessian);
    expect(source.examplesOf(setup.shots)).toBe(source.examples.support);
    expect(source.shape.loss === 'softmaxCrossEntropy').toBe(spec.problem === 'classification');
    expect(source.shape.image !== undefined).toBe(spec.refuses.cnn === null);
    expect(source.describe(requestWith(), 0).truth !== undefined).toBe(spec.adaptation.kind === 'curve');
    const finite = sourceOf(setupWith({ ...setup, weighted: true }), data).finite;
    expect(finite?.names).toHaveLength(spec.taskCount(setup.options, true));
    expect(new Set(finite?.names).size).toBe(finite?.names.length);
  });
});

it('every option has one key, whichever families read it', () => {
  const keys = Object.values(optionFields).map((field) => field.key);
  expect(new Set(keys).size).toBe(keys.length);
});

it('a set belongs to the one family that is made of it alone', () => {
  expect(['mnist', 'omniglot', 'cifar-fs', 'mine'].map(familyOfSet)).toEqual([
    'mnist',
    'omniglot',
    'fc100',
    null,
  ]);
  for (const task of TASK_FAMILIES)
    for (const name of requiredData(task, setupOf(task, false).options)) expect(data.has(name)).toBe(true);
});

it('draws stay what they were when the family came', () => {
  const pins = TASK_FAMILIES.map((task) => [task, pin(setupOf(task, false)), pin(setupOf(task, true))]);
  expect(pins).toEqual(PINS);
});
