// Which live changes Undo takes back together.
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../experiment/defaults.ts';
import { joined, type LiveStep } from './liveSteps.ts';

const step = (from: number, to: number, iteration: number, at: number): LiveStep => ({
  changes: [{ kind: 'field', lane: null, field: 'alpha', from, to }],
  before: defaultExperiment,
  iteration,
  at,
});

describe('live changes of one control', () => {
  it('are one step at rest, in quick succession', () => {
    const both = joined(step(0.01, 0.02, 40, 0), step(0.02, 0.05, 40, 900));
    expect(both).toMatchObject({ iteration: 40, changes: [{ from: 0.01, to: 0.05 }] });
    expect(joined(step(0.01, 0.02, 40, 0), step(0.02, 0.05, 40, 1100))).toBeNull();
  });

  it('are two steps where something was trained between them, however fast', () => {
    expect(joined(step(0.01, 0.02, 0, 0), step(0.02, 0.05, 20, 100))).toBeNull();
  });
});
