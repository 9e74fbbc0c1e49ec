// Lines y = s·x + o and steps y = o ± h/2 that jump by h at c, a mixture that K agents split by the kind of function.
import { createFunctionTasks } from '../shared/functionTasks.ts';
import type { OptionsOf } from '../shared/spec.ts';
import type { TaskSetup, TaskSource } from '../shared/types.ts';
import { DOMAIN, type stepsAndLines } from './spec.ts';

/** Steps jump in the inner part of the domain, so that both levels are seen. */
const FARTHEST_JUMP = 3;

type StepOrLine =
  | { readonly kind: 'line'; readonly offset: number; readonly slope: number }
  | { readonly kind: 'step'; readonly offset: number; readonly jump: number; readonly at: number };

/** The value of the function at x; at the jump itself that of its right side. */
function valueAt(task: StepOrLine, x: number): number {
  switch (task.kind) {
    case 'line':
      return task.offset + task.slope * x;
    case 'step':
      return task.offset + (x < task.at ? -task.jump : task.jump) / 2;
    default:
      throw new Error(`Unknown function ${JSON.stringify(task satisfies never)}.`);
  }
}

/** A line by its equation, a step by its jump and place. */
function shortNameOf(task: StepOrLine): string {
  if (task.kind === 'step') return `step ${task.jump.toFixed(2)} at ${task.at.toFixed(2)}`;
  const sign = task.offset < 0 ? '−' : '+';
  return `line ${task.slope.toFixed(2)}x ${sign} ${Math.abs(task.offset).toFixed(2)}`;
}

function nameOf(task: StepOrLine): string {
  const name = shortNameOf(task);
  return task.kind === 'line' ? name : `${name}, around ${task.offset.toFixed(2)}`;
}

/** The family's source; restricted to m fixed functions where a finite set is asked for. */
export function createStepsAndLines(setup: TaskSetup<OptionsOf<typeof stepsAndLines>>): TaskSource {
  const { lineShare, slopeMax, jumpMax, offsetMax } = setup.options;
  const between = (most: number, u: number) => most * (2 * u - 1);
  return createFunctionTasks<StepOrLine>(setup, {
    domain: DOMAIN,
    uniforms: 4,
    place([kind, size, shift, place], agent, agents) {
      const offset = between(offsetMax, shift);
      return (agent + kind) / agents < lineShare
        ? { kind: 'line', offset, slope: between(slopeMax, size) }
        : { kind: 'step', offset, jump: between(jumpMax, size), at: between(FARTHEST_JUMP, place) };
    },
    value: valueAt,
    name: nameOf,
    shortName: shortNameOf,
  });
}
