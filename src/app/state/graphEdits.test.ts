// Graphs while they are edited: weights, mixing rate, and any number of agents.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFor } from '../../experiment/defaults.ts';
import { networkState, stateOfEdges } from '../../experiment/networkState.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import { parseGraph } from '../../math/graphs.ts';
import { addLane, setOverride, setShared } from './commands.ts';
import { fitGraph, lostAgents } from './graphEdits.ts';

describe('graphs while they are edited', () => {
  it('have weights and a mixing rate, 1 where they are not connected', () => {
    expect(stateOfEdges([[0, 1]], 2).mixingRate).toBeCloseTo(0, 12);
    expect(stateOfEdges([[0, 1]], 3).mixingRate).toBeCloseTo(1, 12);
    expect(lostAgents([[0, 1]], 4)).toEqual([2, 3]);
    const ring = { ...defaultFor('sinusoid').shared, network: 'diffusion', agents: 6 } as const;
    expect(networkState(ring, 1)).toMatchObject({ mixingRate: expect.closeTo(2 / 3, 9) });
    expect(networkState({ ...ring, network: 'single' }, 1)).toMatchObject({ agents: 1, edges: [] });
    expect(networkState({ ...ring, graph: '0-1' }, 1)).toHaveProperty('error');
  });
  it('fit any number of agents', () => {
    expect(fitGraph('ring', 3)).toBe('ring');
    expect(fitGraph('0-1,1-2', 4)).toBe('0-1,1-2,2-3');
    expect(fitGraph('0-5', 3)).toBe('0-1,1-2');
    const edge = fc.tuple(fc.nat(15), fc.nat(15)).map(([a, b]) => `${a}-${b}`);
    fc.assert(
      fc.property(
        fc.array(edge, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 2, max: 16 }),
        (edges, agents) => {
          expect(parseGraph(fitGraph(edges.join(','), agents), agents, 1)).not.toHaveProperty('error');
        },
      ),
    );
  });
  it('follow when agents are added or taken away, wherever the number stands', () => {
    const start = setOverride(addLane(defaultFor('sinusoid'), 'dif-maml'), 3, 'graph', '0-1,1-2,2-3,3-4,4-5');
    expect(resolveLane(setOverride(start, 3, 'agents', 4), 3).graph).toBe('0-1,1-2,2-3');
    expect(resolveLane(setShared(start, 'agents', 7), 3).graph).toBe('0-1,1-2,2-3,3-4,4-5,5-6');
  });
});
