// Reference cases through autodiff on both Node backends: the project's own, and the golden files where they
// are (GOLDEN_DIR, or ../shared/golden beside the repository).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOpsProgram } from '../meta/opsProgram.ts';
import { NODE_BACKENDS, startNodeBackend } from '../programs/testing.ts';
import { parseCase } from './cases.ts';
import { type CreateProgram, computeCase } from './conformance.ts';
import { caseErrors, caseTolerance, nestedError } from './judge.ts';
import {
  diffusionReference,
  metaGradientReference,
  minMaxReference,
  quadraticReference,
} from './referenceCases.ts';

const OWN_CASES = [
  metaGradientReference('mse, 1 step', 'mse', {}),
  metaGradientReference('cross-entropy, 3 steps', 'softmaxCrossEntropy', { innerSteps: 3, alpha: 0.4 }),
  metaGradientReference('last layer with λ, 5 steps', 'mse', {
    innerSteps: 5,
    adapted: 'last-layer',
    l2: 0.3,
  }),
  metaGradientReference('λ on all, 2 steps', 'mse', { innerSteps: 2, l2: 0.2 }),
  minMaxReference('min-max step'),
  diffusionReference('diffusion on a path'),
  quadraticReference('quadratics in one dimension'),
];

const golden = process.env.GOLDEN_DIR ?? fileURLToPath(new URL('../../../../shared/golden', import.meta.url));
const goldenFiles = existsSync(golden) ? readdirSync(golden).filter((file) => file.endsWith('.json')) : [];

describe.each(NODE_BACKENDS)('reference cases on %s', (backend) => {
  beforeAll(() => startNodeBackend(backend));
  const createProgram: CreateProgram = async (model, loss) => createOpsProgram(`ops-${backend}`, model, loss);

  async function check(value: unknown): Promise<void> {
    const input = parseCase(value);
    const errors = caseErrors(input, await computeCase(input, createProgram));
    expect(Object.keys(errors)).not.toHaveLength(0);
    for (const [key, error] of Object.entries(errors)) {
      expect(error, key).toBeLessThanOrEqual(caseTolerance(input));
    }
  }

  it.each(OWN_CASES)('$name', check);

  it('golden files', async (context) => {
    if (goldenFiles.length === 0) context.skip(`no reference cases in ${golden}; set GOLDEN_DIR`);
    for (const file of goldenFiles) {
      await check(JSON.parse(readFileSync(join(golden, file), 'utf8')));
    }
  });

  it('takes null or nothing where a field does not apply', async () => {
    const input = metaGradientReference('spare', 'mse', {});
    const { adapted: _, ...rule } = { ...input.rule, delta: null, l2: null };
    const tasks = input.tasks.map((task) => ({ ...task, hessian: null }));
    const weights = input.tasks.map(() => 1 / input.tasks.length);
    const full = { ...input, weights, expected: undefined };
    const spare = { ...full, rule, tasks, weights: null };
    const one = await computeCase(parseCase(spare), createProgram);
    const other = await computeCase(parseCase(full), createProgram);
    expect(one.metaGradient).toEqual(other.metaGradient);
  });

  it('judges a mixing rate of zero by the size of the weights', () => {
    const adjacency = [
      [false, true],
      [true, false],
    ];
    const input = parseCase({
      kind: 'metropolis',
      graphs: [{ adjacency }],
      expected: { mixingRates: [1e-17] },
    });
    expect(caseErrors(input, { mixingRates: [0] }).mixingRates).toBeLessThan(1e-9);
  });

  it('judges answers of any length: one of a model with 200,000 parameters', () => {
    const long = Array.from({ length: 200_000 }, (_, i) => (i % 7) - 3);
    expect(nestedError([long, long], [long, long])).toBe(0);
    expect(nestedError([long.map((x) => 2 * x)], [long])).toBeCloseTo(1, 12);
  });

  it('takes tasks of unequal sizes', async () => {
    const input = metaGradientReference('ragged', 'mse', {});
    const [first, ...others] = input.tasks;
    const shorter = { ...first, query: { x: first.query.x.slice(1), y: first.query.y.slice(1) } };
    const alone = { ...input, tasks: [shorter], weights: [1], expected: undefined };
    const mixed = { ...input, tasks: [...others, shorter], weights: [0, 0, 1], expected: undefined };
    const one = await computeCase(parseCase(alone), createProgram);
    const three = await computeCase(parseCase(mixed), createProgram);
    expect(nestedError(three.metaGradient, one.metaGradient)).toBeLessThan(1e-6);
  });
});

describe('parseCase', () => {
  it('names an unknown kind and the field that is wrong', () => {
    expect(() => parseCase({ kind: 'mystery' })).toThrow(/unknown kind "mystery"/);
    expect(() => parseCase(null)).toThrow(/unknown kind/);
    const input = metaGradientReference('broken', 'mse', {});
    expect(() => parseCase({ ...input, params: [1, 'x'] })).toThrow(/params\.1/);
  });
});

describe('relativeError', () => {
  it('is infinite for missing, misshapen and non-finite results', () => {
    expect(nestedError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(nestedError([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
    expect(nestedError([[1.1], [2]], [[1], [2]])).toBeCloseTo(0.1 / Math.sqrt(5), 10);
    expect(nestedError(1e-12, 0, 1e-9)).toBeCloseTo(1e-3, 10);
  });
});
