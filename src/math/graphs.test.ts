// Shapes, refusals and Metropolis weights, with properties and reference cases.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenCase, goldenMissing } from './golden.ts';
import {
  baselineCombination,
  componentsOf,
  formatEdges,
  type Graph,
  metropolis,
  mixingRate,
  parseEdges,
  parseGraph,
} from './graphs.ts';
import { relativeError } from './statistics.ts';

function graph(setting: string, agents: number, seed = 1): Graph {
  const parsed = parseGraph(setting, agents, seed);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed;
}
function refusal(setting: string, agents: number): string {
  const parsed = parseGraph(setting, agents, 1);
  return 'error' in parsed ? parsed.error : 'accepted';
}

describe('shapes', () => {
  it('have the right edges', () => {
    expect(formatEdges(graph('ring', 4).edges)).toBe('0-1,0-3,1-2,2-3');
    expect(formatEdges(graph('ring', 2).edges)).toBe('0-1');
    expect(formatEdges(graph('path', 4).edges)).toBe('0-1,1-2,2-3');
    expect(formatEdges(graph('star', 4).edges)).toBe('0-1,0-2,0-3');
    expect(graph('complete', 6).edges).toHaveLength(15);
    expect(formatEdges(graph(' 2-1, 1-0,0-1 ', 3).edges)).toBe('0-1,1-2');
  });

  it('of random graphs are connected, seeded and read back as edge lists', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 16 }), fc.nat(1e6), (agents, seed) => {
        const g = graph('random', agents, seed);
        expect(componentsOf(g.adjacency, agents)).toHaveLength(1);
        expect(graph('random', agents, seed)).toEqual(g);
        expect(graph(formatEdges(g.edges), agents)).toEqual(g);
      }),
      { numRuns: 60, seed: 3 },
    );
    const texts = [1, 2, 3, 4].map((seed) => formatEdges(graph('random', 8, seed).edges));
    expect(new Set(texts).size).toBe(4);
  });
});

describe('refusals', () => {
  it('name what is wrong', () => {
    expect(refusal('0-1,1-2', 5)).toBe(
      "The graph is not connected: agents 3, 4 can't be reached from agent 0. Add an edge.",
    );
    expect(refusal('0-1', 3)).toContain("agent 2 can't be reached");
    expect(refusal('0-7', 6)).toBe('Edge 0-7 names agent 7, but agents are numbered 0 to 5.');
    expect(refusal('2-2', 6)).toContain('to itself');
    for (const bad of ['', 'circle', '0-', '0-1;1-2', '0-1,', '-1-2', '0.5-1', 'constructor', '__proto__']) {
      expect(refusal(bad, 6)).toContain('is no graph');
    }
    expect(refusal('ring', 0)).toContain('got 0');
  });

  it('leave reading of edges apart from connectedness', () => {
    const g = parseEdges('0-1', 4);
    expect('edges' in g && componentsOf(g.adjacency, 4)).toEqual([[0, 1], [2], [3]]);
  });
});

describe('Metropolis weights', () => {
  it('are symmetric and doubly stochastic, and they mix on a connected graph', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 16 }), fc.nat(1e6), (agents, seed) => {
        const a = metropolis(graph('random', agents, seed).adjacency, agents);
        for (let l = 0; l < agents; l++) {
          let row = 0;
          for (let k = 0; k < agents; k++) {
            expect(a[l * agents + k]).toBe(a[k * agents + l]);
            expect(a[l * agents + k]).toBeGreaterThanOrEqual(0);
            row += a[l * agents + k];
          }
          expect(Math.abs(row - 1)).toBeLessThan(1e-12);
        }
        expect(mixingRate(a, agents)).toBeLessThan(1);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('meet the reference cases', (ctx) => {
    if (goldenMissing) ctx.skip(goldenMissing);
    const { graphs, expected } = goldenCase<{
      graphs: { adjacency: number[][] }[];
      expected: { matrices: number[][][]; mixingRates: number[] };
    }>('metropolis-matrices');
    graphs.forEach(({ adjacency }, i) => {
      const a = metropolis(adjacency.flat(), adjacency.length);
      expect(relativeError(a, expected.matrices[i].flat())).toBeLessThan(1e-14);
      expect(Math.abs(mixingRate(a, adjacency.length) - expected.mixingRates[i])).toBeLessThan(1e-12);
    });
  });

  it('of a ring mix as the closed form says', () => {
    for (const K of [4, 6, 9, 16]) {
      const rate = mixingRate(metropolis(graph('ring', K).adjacency, K), K);
      expect(rate).toBeCloseTo((1 + 2 * Math.cos((2 * Math.PI) / K)) / 3, 12);
    }
  });

  it('of the baselines mix at once and never', () => {
    expect(mixingRate(baselineCombination('centralized', 5), 5)).toBeCloseTo(0, 14);
    expect(mixingRate(baselineCombination('non-cooperative', 5), 5)).toBeCloseTo(1, 14);
    expect(mixingRate(metropolis(graph('complete', 5).adjacency, 5), 5)).toBeCloseTo(0, 14);
  });
});
