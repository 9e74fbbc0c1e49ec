// Whatever the page's controls offer, the link of it opens the same experiment without a notice.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANE_FIELDS } from '../../experiment/axes/laneFields.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import { EXPERIMENT_FIELDS, FIELDS, type FieldName, OPTION_FIELDS } from '../../experiment/fieldTable.ts';
import { decodeLink, encodeLink } from '../../experiment/link/link.ts';
import { modelProblem } from '../../experiment/resolve.ts';
import {
  type Experiment,
  GRAPH_SHAPES,
  type ModelSetting,
  TASK_FAMILIES,
  type TaskFamilyId,
} from '../../experiment/types.ts';
import { ACTIVATIONS } from '../../learner/model.ts';
import { setOption, setOverride, setShared } from '../state/commands.ts';
import { type FieldValue, numberRange } from './FieldControl.tsx';
import { textProblem, withWidths } from './modelWidths.ts';

const TEXTS: Partial<Record<FieldName, readonly string[]>> = {
  graph: [...GRAPH_SHAPES, '0-1,1-2,2-0'],
  optima: ['', '1,0.5,30,1,0.2;-1,2,0,0.5,0.5'],
  classPairs: ['m0-1', 'f2-4,m4-9'],
  dataset: ['', 'my own set & more'],
  testSet: ['', 'fashion-mnist', 'my own set & more'],
  bands: ['', '95x0.1-1.05,5x4.95-5', '1x0.1-1@0.4,2x1-3@0.6'],
};

/** What a field's control can be set to; null where it has no control of its own. */
function offered(name: FieldName, family: TaskFamilyId): fc.Arbitrary<FieldValue> | null {
  const field = FIELDS[name];
  switch (field.kind) {
    case 'number': {
      const { min, max } = numberRange(field, family);
      const ends = fc.constantFrom(min, max);
      if (field.integer) return fc.oneof(ends, fc.integer({ min, max }));
      return fc.oneof(
        ends,
        fc.double({ min, max, noNaN: true }).map((value) => value || 0),
      );
    }
    case 'choice':
      return name === 'task' ? null : fc.constantFrom(...field.choices.map(({ value }) => value));
    case 'flag':
      return fc.boolean();
    case 'text':
      return fc.constantFrom(...(TEXTS[name] ?? []));
    case 'structured':
      return null;
    default:
      throw new Error(`Unknown field ${JSON.stringify(field satisfies never)}.`);
  }
}

const MODELS: readonly ModelSetting[] = [
  ...ACTIVATIONS.map((activation) => ({ kind: 'mlp' as const, hidden: [], activation })),
  { kind: 'cnn', filters: [1], hidden: [] },
];

/** Models that the model's own fields accept for a family. */
const models = fc
  .tuple(
    fc.constantFrom(...MODELS),
    fc.array(fc.oneof(fc.integer({ min: 0, max: 600 }), fc.constantFrom(1, 128, 129, 512)), { maxLength: 7 }),
  )
  .map(([model, widths]) => ({ model, text: widths.join(', ') }))
  .filter(({ model, text }) => textProblem(model, text) === null)
  .map(({ model, text }) => withWidths(model, text));

function expectShared(experiment: Experiment): void {
  const { experiment: back, notices } = decodeLink(encodeLink(experiment));
  expect(back).toEqual(experiment);
  expect(notices).toEqual([]);
}

describe('what the page offers', () => {
  it.each(TASK_FAMILIES)('%s: every control, one at a time', (family) => {
    const base = defaultFor(family);
    const check = (name: FieldName, change: (value: never) => Experiment) => {
      const values = offered(name, family);
      if (values)
        fc.assert(
          fc.property(values, (value) => expectShared(change(value as never))),
          { numRuns: 15, seed: 30 },
        );
    };
    for (const name of LANE_FIELDS) {
      check(name, (value) => setShared(base, name, value));
      check(name, (value) => setOverride(base, 0, name, value));
    }
    for (const name of OPTION_FIELDS) check(name, (value) => setOption(base, name, value));
    for (const name of EXPERIMENT_FIELDS) check(name, (value) => ({ ...base, [name]: value }));
  });

  it.each(TASK_FAMILIES)('%s: every model', (family) => {
    const able = models.filter((model) => modelProblem(family, model) === null);
    const base = defaultFor(family);
    if (MODELS.every((model) => modelProblem(family, withWidths(model, '4')) !== null)) {
      expectShared(base);
      return;
    }
    fc.assert(
      fc.property(able, (model) => expectShared({ ...base, model })),
      { numRuns: 60, seed: 31 },
    );
  });

  it('keeps a wide model that was made on the page', () => {
    const model = withWidths({ kind: 'cnn', filters: [16], hidden: [] }, '256, 16');
    expectShared({ ...defaultFor('glyphs'), model });
    expect(textProblem(model, '513')).toMatch('up to 4 whole numbers of 1 to 512');
    expect(textProblem(model, '')).toBe('A CNN needs at least one block.');
  });

  it('moves the other end of a range along', () => {
    const { options } = setOption(defaultFor('sinusoid'), 'amplitudeMin', 7);
    expect(options).toMatchObject({ amplitudeMin: 7, amplitudeMax: 7 });
  });
});
