// When a lane has diverged, and the sentence that says so.

import { baselineEntries } from '../../../experiment/axes/baseline.ts';
import { laneFields } from '../../../experiment/axes/laneFields.ts';
import { optimizerEntries } from '../../../experiment/axes/optimizer.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import type { LaneStop } from '../../../protocol/payloads.ts';

/** A training loss this many times the first one (or 1, where the first was smaller) counts as divergence. */
const ABSURD = 1e6;

function shown(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return 'infinite';
  return value.toPrecision(3);
}

function advice(settings: LaneSettings): string {
  const steps = settings.innerSteps === 1 ? 'inner step' : 'inner steps';
  const inner = baselineEntries[settings.baseline].adapts
    ? `α (now ${settings.alpha}, ${settings.innerSteps} ${steps}) or `
    : '';
  const { rateField } = optimizerEntries[settings.optimizer];
  const outer = `${laneFields[rateField].symbol} (now ${settings[rateField]})`;
  return `Lower ${inner}${outer}.`;
}

/** The stop of a lane whose training loss or parameters left the finite range at this iteration, else null. */
export function divergenceOf(
  iteration: number,
  loss: number,
  firstLoss: number,
  paramsFinite: boolean,
  settings: LaneSettings,
): LaneStop | null {
  const limit = ABSURD * Math.max(1, Number.isFinite(firstLoss) ? firstLoss : 1);
  if (Number.isFinite(loss) && loss <= limit) {
    if (paramsFinite) return null;
    const reason = `Diverged at iteration ${iteration}: the model's parameters left the finite range. ${advice(settings)}`;
    return { iteration, reason };
  }
  const reason = `Diverged at iteration ${iteration}: the training loss became ${shown(loss)}. ${advice(settings)}`;
  return { iteration, reason };
}

/** Whether every number is finite. One pass: a sum is finite unless something in it is not, or it overflows. */
export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}
