// Steps and lines against targets computed here, and how agents split the mixture.
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../families.ts';
import { slotStream } from '../shared/streams.ts';
import { type Changes, drawn, requestWith, setupWith, sourceOf } from '../shared/testing.ts';

const source = (options: Changes['options'] = {}) =>
  sourceOf(setupWith({ task: 'steps-and-lines', options }));
const kindOf = (name: string) => name.split(' ')[0];

describe('steps and lines', () => {
  it('have the targets of their formulas, in float64 from the numbers of the stream', () => {
    const options = { lineShare: 0.4, slopeMax: 2, jumpMax: 5, offsetMax: 1.5 };
    const request = requestWith({ tasks: 60 });
    const batch = drawn(source(options), request);
    const kinds = new Set<string>();
    for (let slot = 0; slot < 60; slot++) {
      const stream = slotStream(7, request, slot);
      const [kind, size, shift, place] = [0, 1, 2, 3].map(() => stream.uniform());
      const offset = -1.5 + 3 * shift;
      const [slope, jump, at] = [-2 + 4 * size, -5 + 10 * size, -3 + 6 * place];
      const target = (x: number) =>
        kind < 0.4 ? slope * x + offset : x >= at ? offset + 0.5 * jump : offset - 0.5 * jump;
      kinds.add(kind < 0.4 ? 'line' : 'step');
      for (const set of [batch.support, batch.query])
        for (let example = slot * 10; example < (slot + 1) * 10; example++) {
          const x = -5 + 10 * stream.uniform();
          expect(set.x[example]).toBe(Math.fround(x));
          expect(set.y[example]).toBeCloseTo(target(x), 5);
        }
    }
    expect(kinds.size).toBe(2);
  });

  it('are lines as often as asked for, and say which they are', () => {
    const s = source({ lineShare: 0.25 });
    const kinds = Array.from({ length: 2000 }, (_, slot) => kindOf(s.describe(requestWith(), slot).name));
    expect(kinds.filter((kind) => kind === 'line').length / 2000).toBeCloseTo(0.25, 1);
    expect(new Set(kinds)).toEqual(new Set(['line', 'step']));
  });

  it('are split among agents by their kind, while tests come from all', () => {
    const s = source();
    const seen = (agent: number, purpose: 'train' | 'test') =>
      new Set(
        Array.from({ length: 50 }, (_, slot) =>
          kindOf(s.describe(requestWith({ agent, agents: 2, purpose }), slot).name),
        ),
      );
    expect(seen(0, 'train')).toEqual(new Set(['line']));
    expect(seen(1, 'train')).toEqual(new Set(['step']));
    expect(seen(0, 'test')).toEqual(new Set(['line', 'step']));
    const { agentName } = FAMILIES['steps-and-lines'];
    const names = [0, 1, 2].map((agent) => agentName(setupWith({}).options, agent, 3, 0));
    expect(names).toEqual(['agent 1: lines', 'agent 2: lines and steps', 'agent 3: steps']);
  });

  it('can be a finite set with a name each', () => {
    const names = source({ taskCount: 12 }).finite?.names ?? [];
    expect(new Set(names).size).toBe(12);
    for (const name of names)
      expect(name).toMatch(/^(line -?\d\.\d\dx [+−] \d\.\d\d|step -?\d\.\d\d at -?\d\.\d\d)$/);
  });
});
