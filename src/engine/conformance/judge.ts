// How far a computed reference case is from what it expects, and how far it may be.
import { distance, norm } from '../../math/statistics.ts';
import type { ConformanceCase } from './cases.ts';
import type { CaseResult } from './conformance.ts';

function flatten(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(flatten);
  throw new Error(`expected numbers, found ${JSON.stringify(value)?.slice(0, 40)}`);
}

/**
 * ‖x − x*‖ / ‖x*‖. `floor` takes the place of a smaller ‖x*‖: what is zero in exact arithmetic is then judged
 * against the size of the numbers it came from. Infinite where shapes differ or a value is not finite.
 */
export function nestedError(actual: unknown, expected: unknown, floor = 0): number {
  const [x, reference] = [flatten(actual), flatten(expected)];
  if (x.length !== reference.length) return Number.POSITIVE_INFINITY;
  const difference = distance(x, reference);
  if (difference === 0) return 0;
  const error = difference / Math.max(norm(reference), floor);
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

/** Largest relative error allowed in 32-bit floats; a GPU gets ten times that. */
export function caseTolerance(input: ConformanceCase, gpu = false): number {
  const finiteDifference = 'rule' in input && input.rule.curvature === 'finite-difference';
  const rounds = input.kind === 'diffusion' && input.rounds.length > 1;
  return (finiteDifference ? 2e-4 : rounds ? 1e-4 : 2e-5) * (gpu ? 10 : 1);
}

/** Size below which a value counts as zero up to rounding of the numbers that it comes from. */
function roundingFloor(input: ConformanceCase, key: string): number {
  // Agents that agree exactly have disagreement zero; complete graphs have mixing rate zero.
  if (input.kind === 'diffusion' && key === 'disagreement') return norm(flatten(input.params)) ** 2 * 1e-9;
  return input.kind === 'metropolis' && key === 'mixingRates' ? 1e-6 : 0;
}

/** Relative error of every expected value; empty where the case has none. */
export function caseErrors(input: ConformanceCase, result: CaseResult): Record<string, number> {
  const errors: Record<string, number> = {};
  for (const [key, expected] of Object.entries(input.expected ?? {})) {
    const floor = roundingFloor(input, key);
    errors[key] = key in result ? nestedError(result[key], expected, floor) : Number.POSITIVE_INFINITY;
  }
  return errors;
}
