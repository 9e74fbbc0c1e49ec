// The permalink: round trip of any experiment, repairs with notices, and broken links that never throw.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANE_FIELDS } from '../axes/laneFields.ts';
import { defaultExperiment, defaultFor } from '../defaults.ts';
import { EXPERIMENT_FIELDS, FIELD_NAMES, FIELDS, fieldOfKey, fieldRange } from '../fieldTable.ts';
import { type Experiment, PRESET_IDS, TASK_FAMILIES } from '../types.ts';
import { defaultView, VIEW_FIELDS, VIEW_NAMES } from '../viewFields.ts';
import { arbitraryExperiment, arbitraryView } from './arbitrary.ts';
import { decodeLink, encodeLink } from './link.ts';
import { MAX_EDITS } from './lists.ts';

const read = (link: string) => decodeLink(link).experiment;
const messages = (link: string) =>
  decodeLink(link).notices.map(({ field, message }) => `${field}: ${message}`);

/** Every field within its range, and the link of it reads back as the same experiment. */
function expectValid(experiment: Experiment): void {
  const sets = [
    { ...experiment, ...experiment.options, ...experiment.shared },
    ...experiment.lanes.map((lane) => lane.overrides),
    ...experiment.edits.map((edit) => ({ [edit.field]: edit.value })),
  ];
  for (const set of sets) {
    for (const name of FIELD_NAMES) {
      const value = (set as Record<string, unknown>)[name];
      const field = FIELDS[name];
      if (value === undefined || field.kind === 'structured') continue;
      if (field.kind === 'number') {
        const { min, max } = fieldRange(field, experiment.task);
        if (!(typeof value === 'number' && value >= min && value <= max))
          throw new Error(`${name} is ${value}`);
        if (field.integer && !Number.isInteger(value)) throw new Error(`${name} is ${value}, not whole`);
      } else if (field.kind === 'choice')
        expect(field.choices.map((choice) => choice.value)).toContain(value);
      else if (field.kind === 'flag') expect(typeof value).toBe('boolean');
      else expect(value).toMatch(field.pattern);
    }
  }
  expect(experiment.lanes.length).toBeGreaterThanOrEqual(1);
  expect(experiment.lanes.length).toBeLessThanOrEqual(8);
  for (const lane of experiment.lanes) expect(PRESET_IDS).toContain(lane.preset);
  for (const edit of experiment.edits) {
    expect(FIELDS[edit.field].live).toBe(true);
    expect(edit.lane ?? 0).toBeLessThan(experiment.lanes.length);
    expect(Number.isInteger(edit.iteration)).toBe(true);
  }
  const again = decodeLink(encodeLink(experiment));
  expect(again.experiment).toEqual(experiment);
  expect(again.notices).toEqual([]);
}

describe('the view', () => {
  it('reads back as it was written, beside any experiment', () => {
    fc.assert(
      fc.property(arbitraryExperiment, arbitraryView, (experiment, view) => {
        const read = decodeLink(encodeLink(experiment, view));
        expect(read.view).toEqual(view);
        expect(read.experiment).toEqual(experiment);
        expect(read.notices).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
  it('has keys of its own, and says nothing where it is as usual', () => {
    for (const name of VIEW_NAMES) expect(fieldOfKey(VIEW_FIELDS[name].key)).toBeUndefined();
    expect(new Set(VIEW_NAMES.map((name) => VIEW_FIELDS[name].key)).size).toBe(VIEW_NAMES.length);
    expect(encodeLink(defaultExperiment, defaultView)).toBe('#v=1');
  });
  it('is put right like everything else', () => {
    const { view, notices } = decodeLink('#v=1&x=days&average=7&lane=2&values=1&own=<b>');
    expect(view).toEqual({ ...defaultView, smoothing: 0.99, lane: 2, ruleValues: true });
    expect(notices).toHaveLength(3);
  });
});

describe('round trip', () => {
  it('decodes what it encodes, without a notice', () => {
    fc.assert(
      fc.property(arbitraryExperiment, (experiment) => {
        const link = encodeLink(experiment);
        const { experiment: back, notices } = decodeLink(link);
        expect(back).toEqual(experiment);
        expect(notices).toEqual([]);
        expect(link).toMatch(/^#v=1[\x21-\x7e]*$/);
      }),
      { numRuns: 250, seed: 20 },
    );
  }, 60_000);

  it('survives percent-encoding of values and of the whole link', () => {
    fc.assert(
      fc.property(arbitraryExperiment, (experiment) => {
        const link = encodeLink({ ...experiment, options: { ...experiment.options, dataset: 'my set' } });
        const wanted = read(link);
        const values = link.replace(/[~;,-]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
        expect(read(values)).toEqual(wanted);
        expect(read(`https://example.org/lab/${link}`)).toEqual(wanted);
        expect(read(encodeURIComponent(link))).toEqual(wanted);
      }),
      { numRuns: 60, seed: 21 },
    );
  }, 60_000);

  it('writes only what differs from the family defaults', () => {
    expect(encodeLink(defaultExperiment)).toBe('#v=1');
    for (const task of TASK_FAMILIES.slice(1)) {
      expect(encodeLink(defaultFor(task))).toBe(`#v=1&task=${task}`);
      expect(read(`#task=${task}`)).toEqual(defaultFor(task));
    }
  });
});

describe('reading', () => {
  it('reads the example of the design', () => {
    const { experiment, notices } = decodeLink(
      '#v=1&task=sinusoid&seed=7&alpha=0.01&n=1&beta=0.001&lanes=maml~fo-maml~hf-maml;delta=0.001&iter=300&edits=100;alpha=0.02',
    );
    expect(notices).toEqual([]);
    expect(experiment).toMatchObject({
      seed: 7,
      iter: 300,
      edits: [{ iteration: 100, field: 'alpha', value: 0.02 }],
    });
    expect(experiment.lanes[2]).toEqual({ preset: 'hf-maml', overrides: { delta: 0.001 } });
  });

  it.each(['', '#', '  # ', '#v=1'])('opens the default experiment without a word for %j', (link) => {
    expect(decodeLink(link)).toEqual({ experiment: defaultExperiment, view: defaultView, notices: [] });
  });

  it.each([
    '#v=2&alpha=0.5',
    '#garbage',
    '%',
    '#%E0%A4%A',
    '#=&=&=',
    `#seed=${'9'.repeat(200_000)}`,
  ])('says that it cannot read %.40j and opens the default experiment', (link) => {
    const { experiment, notices } = decodeLink(link);
    expect(experiment).toEqual(defaultExperiment);
    expect(notices.at(-1)?.message).toMatch(/can't be read/);
  });

  it('clamps, rounds and keeps defaults, each with a notice at its key', () => {
    expect(read('#alpha=7').shared.alpha).toBe(1);
    expect(read('#alpha=-1').shared.alpha).toBe(1e-4);
    expect(read('#beta=1e999').shared.beta).toBe(1);
    expect(read('#n=2.6').shared.innerSteps).toBe(3);
    expect(read('#n=many').shared.innerSteps).toBe(1);
    expect(read('#iter=2000000').iter).toBe(1_000_000);
    expect(read('#seed=NaN').seed).toBe(defaultExperiment.seed);
    expect(read('#task=glyphs&shots=30').shots).toBe(10);
    expect(read('#shots=30').shots).toBe(30);
    expect(messages('#alpha=7')).toEqual(['alpha: Inner step size α: 7 is above 1; used 1.']);
    expect(messages('#n=many')).toEqual(['n: Inner steps N: "many" is not a number; the default is used.']);
    expect(messages('#task=chess')[0]).toMatch(/^task: Task family: "chess" is none of sinusoid/);
  });

  it('leaves unknown keys out and takes the last of duplicates', () => {
    const { experiment, notices } = decodeLink('#foo=1&alpha=0.1&ALPHA= 0.2 &v=1');
    expect(experiment.shared.alpha).toBe(0.2);
    expect(notices.map((notice) => notice.field)).toEqual(['foo', 'alpha']);
    expect(read('#constructor=1&__proto__=2&alpha=0.1').shared.alpha).toBe(0.1);
  });

  it('takes eight lanes, drops unknown ones and moves the edits along', () => {
    expect(read(`#lanes=${'maml~'.repeat(12)}`).lanes).toHaveLength(8);
    const { experiment, notices } = decodeLink(
      '#lanes=x~maml~anil;n=5;seed=3&edits=9;2.alpha=.1~5;0.beta=.1~1;opt=sgd',
    );
    expect(experiment.lanes).toEqual([
      { preset: 'maml', overrides: {} },
      { preset: 'anil', overrides: { innerSteps: 5 } },
    ]);
    expect(experiment.edits).toEqual([{ iteration: 9, field: 'alpha', value: 0.1, lane: 1 }]);
    expect(notices.map((notice) => notice.field)).toEqual(['lanes', 'lanes', 'edits', 'edits']);
    expect(read('#lanes=nothing').lanes).toEqual(defaultExperiment.lanes);
  });

  it('cuts edits beyond the limit and sorts them', () => {
    const many = Array.from({ length: 1200 }, (_, i) => `${2000 - i};alpha=0.1`).join('~');
    const { experiment, notices } = decodeLink(`#edits=${many}`);
    expect(experiment.edits).toHaveLength(MAX_EDITS);
    expect(experiment.edits[0].iteration).toBe(1001);
    expect(notices).toHaveLength(1);
  });

  it('reads models and refuses those that the family cannot train', () => {
    expect(read('#model=mlp-64-tanh').model).toEqual({ kind: 'mlp', hidden: [64], activation: 'tanh' });
    expect(read('#task=glyphs&model=cnn-32-32-h64').model).toEqual({
      kind: 'cnn',
      filters: [32, 32],
      hidden: [64],
    });
    expect(read('#model=cnn-32').model).toEqual(defaultExperiment.model);
    for (const bad of [
      'mlp',
      'mlp-0-relu',
      'mlp-4-sin',
      'mlp-9999-relu',
      'cnn',
      'cnn-h4',
      'cnn-4-h4-5',
      'relu',
    ]) {
      expect(messages(`#task=glyphs&model=${bad}`)).toHaveLength(1);
    }
  });

  it('opens FC100 by its earlier key without a word and writes the new one', () => {
    const { experiment, notices } = decodeLink('#v=1&task=cifar-fs&ways=3');
    expect(notices).toEqual([]);
    expect(experiment.task).toBe('fc100');
    expect(encodeLink(experiment)).toBe('#v=1&task=fc100&ways=3');
  });

  it('turns ranges the right way round', () => {
    expect(read('#amin=4&amax=2').options).toMatchObject({ amplitudeMin: 2, amplitudeMax: 4 });
  });
});

describe('mutated links', () => {
  const junk = [
    '%',
    '%%',
    '&',
    '=',
    '~',
    ';',
    '.',
    '-',
    '#',
    'é',
    '\u{1f600}',
    '\ud800',
    '\0',
    ' ',
    '1e400',
    'NaN',
    '__proto__',
  ];
  const mutation = fc.record({
    kind: fc.constantFrom('flip', 'delete', 'truncate', 'duplicate', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    length: fc.integer({ min: 1, max: 12 }),
    text: fc.oneof(fc.constantFrom(...junk), fc.string({ unit: 'binary', maxLength: 5 })),
  });

  it('never throw and give an experiment with every field in range', () => {
    const property = fc.property(
      arbitraryExperiment,
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      (experiment, mutations) => {
        let link = encodeLink(experiment);
        for (const { kind, at, length, text } of mutations) {
          const i = Math.floor(at * link.length);
          if (kind === 'flip') link = link.slice(0, i) + text + link.slice(i + 1);
          if (kind === 'delete') link = link.slice(0, i) + link.slice(i + length);
          if (kind === 'truncate') link = link.slice(0, Math.max(i, 4));
          if (kind === 'duplicate') link = link.slice(0, i + length) + link.slice(i);
          if (kind === 'insert') link = link.slice(0, i) + text + link.slice(i);
        }
        expectValid(decodeLink(link).experiment);
      },
    );
    fc.assert(property, { numRuns: 1500, seed: 22 });
  }, 60_000);

  it('never throw on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expectValid(decodeLink(text).experiment)),
      { numRuns: 500, seed: 23 },
    );
  });
});

describe('the field table', () => {
  it('has one key per field, in small letters, and finds it again', () => {
    for (const name of FIELD_NAMES) {
      expect(FIELDS[name].key).toMatch(/^[a-z0-9]+$/);
      expect(fieldOfKey(FIELDS[name].key)).toBe(name);
      expect(FIELDS[name].help).toMatch(/\S/);
    }
    expect(new Set(FIELD_NAMES.map((name) => FIELDS[name].key)).size).toBe(FIELD_NAMES.length);
  });

  it('covers every field of an experiment, and the defaults lie in range', () => {
    const { options, shared, ...rest } = defaultExperiment;
    const names = [...Object.keys(rest), ...Object.keys(options), ...Object.keys(shared)];
    expect([...FIELD_NAMES].sort()).toEqual(names.sort());
    for (const task of TASK_FAMILIES) expectValid(defaultFor(task));
  });

  it('keeps the agreed keys and accessible names', () => {
    const agreed = 'alpha n beta opt batch curvature delta adapted l2 weighting etap network graph agents';
    for (const key of agreed.split(' ')) expect(LANE_FIELDS).toContain(fieldOfKey(key));
    for (const key of 'task seed model shots queries iter edits lanes backend'.split(' ')) {
      expect(EXPERIMENT_FIELDS).toContain(fieldOfKey(key));
    }
    expect(
      ['alpha', 'n', 'beta', 'batch', 'shots', 'delta', 'etap', 'l2', 'agents'].map(
        (key) => FIELDS[fieldOfKey(key)!].label,
      ),
    ).toEqual([
      'Inner step size α',
      'Inner steps N',
      'Outer step size β',
      'Tasks per iteration B',
      'Shots K',
      'Hessian-free δ',
      'Weight step η_p',
      'Regularization λ',
      'Agents',
    ]);
  });
});

describe('links as pages write them', () => {
  it('are read with &amp; between the keys', () => {
    const { experiment, notices } = decodeLink('#v=1&amp;task=quadratics&amp;seed=3');
    expect([experiment.task, experiment.seed, notices]).toEqual(['quadratics', 3, []]);
  });

  it('say which notices lost a part', () => {
    const lost = (link: string) => decodeLink(link).notices.map((notice) => notice.lost ?? false);
    expect(lost('#v=1&bogus=3&seed=x')).toEqual([true, true]);
    expect(lost('#v=1&seed=-5')).toEqual([false]);
    expect(lost('#v=1&lanes=maml~nope')).toEqual([true]);
  });
});
