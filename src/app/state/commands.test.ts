// Changes of an experiment: families, lanes, own and shared values.
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../experiment/defaults.ts';
import { laneNames } from '../../experiment/resolve.ts';
import { addLane, fromStart, MOST_LANES, removeLane, setOverride, withTask } from './commands.ts';

const edited = {
  ...defaultExperiment,
  iter: 300,
  edits: [
    { iteration: 200, field: 'alpha', value: 0.03 },
    { iteration: 100, field: 'alpha', value: 0.02 },
    { iteration: 150, field: 'delta', value: 0.1, lane: 2 },
  ],
} as const;

describe('commands', () => {
  it('folds edits in the order in which they happened', () => {
    const folded = fromStart(edited);
    expect(folded.shared.alpha).toBe(0.03);
    expect(folded.lanes[2].overrides).toEqual({ delta: 0.1 });
    expect(folded.edits).toEqual([]);
    expect(folded.iter).toBe(0);
  });
  it('adds up to eight lanes', () => {
    let experiment = fromStart(edited);
    for (let i = 0; i < 20; i++) experiment = addLane(experiment, 'maml');
    expect(experiment.lanes).toHaveLength(MOST_LANES);
    expect(new Set(laneNames(experiment)).size).toBe(MOST_LANES);
  });
  it('keeps at least one lane', () => {
    let experiment = fromStart(edited);
    for (let i = 0; i < 20; i++) experiment = removeLane(experiment, 0);
    expect(experiment.lanes).toHaveLength(1);
  });
  it('keeps chosen lanes when the family changes, and takes the family’s own otherwise', () => {
    expect(withTask(defaultExperiment, 'quadratics').lanes.map((lane) => lane.preset)).toContain('joint');
    const chosen = addLane(defaultExperiment, 'anil');
    expect(withTask(chosen, 'quadratics').lanes).toEqual(chosen.lanes);
  });
  it('takes an override back when it says what the preset says', () => {
    const own = setOverride(defaultExperiment, 0, 'curvature', 'none');
    expect(own.lanes[0].overrides).toEqual({ curvature: 'none' });
    expect(setOverride(own, 0, 'curvature', 'exact').lanes[0].overrides).toEqual({});
    expect(setOverride(own, 0, 'curvature', undefined).lanes[0].overrides).toEqual({});
  });
});
