// Live changes as data: values before training, edits during it, and none where nothing changes.
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from './defaults.ts';
import { withEdit } from './edits.ts';

const alpha = (value: number, lane: number | null = null) => ({ lane, field: 'alpha' as const, value });

describe('withEdit', () => {
  it('leaves no edit where a value is moved and moved back before the next iteration', () => {
    const there = withEdit(defaultExperiment, 50, alpha(0.5));
    expect(there.edits).toEqual([{ iteration: 50, field: 'alpha', value: 0.5 }]);
    expect(withEdit(there, 50, alpha(defaultExperiment.shared.alpha)).edits).toEqual([]);
  });
  it('keeps a way back that is taken later', () => {
    const there = withEdit(defaultExperiment, 50, alpha(0.5));
    expect(withEdit(there, 60, alpha(defaultExperiment.shared.alpha)).edits).toHaveLength(2);
  });
  it('keeps an own value that is as the shared one: later shared changes pass it by', () => {
    const own = withEdit(defaultExperiment, 50, alpha(defaultExperiment.shared.alpha, 1));
    expect(own.edits).toEqual([{ iteration: 50, field: 'alpha', value: 0.01, lane: 1 }]);
    expect(withEdit(own, 70, alpha(defaultExperiment.shared.alpha, 1)).edits).toEqual(own.edits);
  });
});
