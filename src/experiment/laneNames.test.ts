// Lane names: a preset's label, numbered from the second on.
import { describe, expect, it } from 'vitest';
import { laneNames } from './laneNames.ts';
import { decodeLink } from './link/link.ts';
import { PRESETS } from './presets.ts';

describe('lane names', () => {
  it('number twins whatever they override', () => {
    const { experiment } = decodeLink('#v=1&lanes=maml~fo-maml~maml;alpha=0.1~maml');
    expect(laneNames(experiment)).toEqual(['MAML', 'FO-MAML', 'MAML 2', 'MAML 3']);
  });

  it('cannot meet, because no preset is called like a numbered one', () => {
    for (const { label } of Object.values(PRESETS)) expect(label).not.toMatch(/ \d+$/);
  });
});
