// What the learning test expects of the means over seeds, and what it says of them.
import { mean, standardDeviation } from '../../math/statistics.ts';

export const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

/** Mean test losses over the seeds, and how far a right implementation may be from them. */
const EXPECTED = [
  { name: 'MAML', loss: 1.04, within: 0.07 },
  { name: 'FO-MAML', loss: 1.42, within: 0.07 },
] as const;

/** One seed's final test losses, in the order of `EXPECTED`. */
export type LaneLosses = readonly [number, number];

/** A line per algorithm, and whether a mean is outside its interval; a loss that is no number is. */
export function learningReport(losses: readonly LaneLosses[]): { lines: string[]; failed: boolean } {
  let failed = false;
  const lines = EXPECTED.map(({ name, loss, within }, lane) => {
    const values = losses.map((one) => one[lane]);
    const found = mean(values);
    const inside = Math.abs(found - loss) <= within;
    failed ||= !inside;
    const spread = `sd ${standardDeviation(values).toFixed(3)}, ${values.length} seeds`;
    return `${name}: mean ${found.toFixed(3)} (${spread}); expected ${loss} ± ${within}: ${inside ? 'ok' : 'OFF'}`;
  });
  return { lines, failed };
}
