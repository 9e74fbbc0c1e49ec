// Sinusoids: pinned draws, prefixes, agents' bands, noise and finite sets.
import { describe, expect, it } from 'vitest';
import { allocateBatch } from '../../learner/batch.ts';
import { FAMILIES } from '../families.ts';
import { type Changes, drawn, fingerprint, requestWith, setupWith, sourceOf } from '../shared/testing.ts';

const source = (changes: Changes = {}) => sourceOf(setupWith(changes));

/** Amplitude of a row's noiseless task from its name. */
function amplitudeOf(name: string): number {
  return Number(/amplitude ([\d.]+)/.exec(name)?.[1]);
}

describe('sinusoid tasks', () => {
  it('are the same for the same seed on every machine (inputs; targets to rounding of the sine)', () => {
    const batch = drawn(source());
    expect(fingerprint(batch.support.x)).toBe('adbb7859');
    const { name, truth } = source().describe(requestWith(), 0);
    expect(name).toBe('amplitude 2.69, phase 0.53');
    expect(truth?.x).toHaveLength(201);
  });

  it('lie on the described curve', () => {
    const s = source();
    const batch = drawn(s);
    for (let slot = 0; slot < 4; slot++) {
      const { x, y } = s.describe(requestWith(), slot).truth as { x: Float32Array; y: Float32Array };
      for (let e = 0; e < 10; e++) {
        const at = slot * 10 + e;
        const cell = (batch.query.x[at] + 5) * 20;
        const k = Math.min(199, Math.floor(cell));
        const between = y[k] + (y[k + 1] - y[k]) * (cell - k);
        expect(x[k]).toBeLessThanOrEqual(batch.query.x[at] + 1e-5);
        expect(batch.query.y[at]).toBeCloseTo(between, 2);
      }
    }
  });

  it('do not change when more slots, pairs, queries or a Hessian batch are asked for', () => {
    const s = source();
    const few = drawn(s, { tasks: 2 });
    const many = drawn(s, { tasks: 9 });
    expect(many.support.x.slice(0, 20)).toEqual(few.support.x);
    expect(many.query.y.slice(0, 20)).toEqual(few.query.y);
    const paired = drawn(s, { tasks: 2, pairs: 3 });
    expect(paired.support.x.slice(0, 10)).toEqual(few.support.x.slice(0, 10));
    expect(paired.support.x.slice(30, 40)).toEqual(few.support.x.slice(10, 20));
    const more = drawn(source({ queries: 30, hessianShots: 5 }), { tasks: 2 });
    expect(more.support.x).toEqual(few.support.x);
    expect(more.query.x.slice(0, 10)).toEqual(few.query.x.slice(0, 10));
    expect(more.hessian?.x.some((x) => x !== 0)).toBe(true);
  });

  it('give all pairs of a slot the same task and other examples', () => {
    const s = source();
    const batch = drawn(s, { tasks: 1, pairs: 2 });
    expect(batch.support.x.slice(0, 10)).not.toEqual(batch.support.x.slice(10, 20));
    const { truth } = s.describe(requestWith({ tasks: 1, pairs: 2 }), 0);
    const largest = Math.max(...(truth?.y ?? []));
    expect(Math.max(...batch.query.y)).toBeLessThanOrEqual(largest + 1e-3);
  });

  it('differ by purpose, iteration, agent and seed; test tasks only by seed', () => {
    const s = source();
    const x = (changes: Parameters<typeof drawn>[1]) => fingerprint(drawn(s, changes).support.x);
    const all = [x({}), x({ purpose: 'step-size' }), x({ iteration: 4 }), x({ agent: 1, agents: 2 })];
    expect(new Set(all).size).toBe(4);
    const test = x({ purpose: 'test' });
    expect(x({ purpose: 'test', iteration: 99, agent: 3, agents: 6 })).toBe(test);
    expect(fingerprint(drawn(source({ seed: 8 }), { purpose: 'test' }).support.x)).not.toBe(test);
  });

  it('split the amplitudes evenly over the agents and test all on the full range', () => {
    const s = source();
    for (let agent = 0; agent < 6; agent++) {
      const low = 0.1 + (4.9 * agent) / 6;
      for (let slot = 0; slot < 40; slot++) {
        const a = amplitudeOf(s.describe(requestWith({ agent, agents: 6, tasks: 40 }), slot).name);
        expect(a).toBeGreaterThanOrEqual(low - 0.005);
        expect(a).toBeLessThanOrEqual(low + 4.9 / 6 + 0.005);
      }
    }
    const tests = Array.from({ length: 200 }, (_, slot) =>
      amplitudeOf(s.describe(requestWith({ purpose: 'test', agent: 0, agents: 6 }), slot).name),
    );
    expect(Math.min(...tests)).toBeLessThan(0.5);
    expect(Math.max(...tests)).toBeGreaterThan(4.5);
  });

  it('put noise on support targets only, without moving the inputs', () => {
    const clean = drawn(source());
    const noisy = drawn(source({ options: { noise: 0.5 } }));
    expect(noisy.support.x).toEqual(clean.support.x);
    expect(noisy.query.y).toEqual(clean.query.y);
    const many = { shots: 2000, options: { noise: 0.5 } };
    const [a, b] = [drawn(source(many), { tasks: 1 }), drawn(source({ shots: 2000 }), { tasks: 1 })];
    let square = 0;
    for (let i = 0; i < 2000; i++) square += (a.support.y[i] - b.support.y[i]) ** 2;
    expect(Math.sqrt(square / 2000)).toBeCloseTo(0.5, 1);
  });

  it('can be restricted to m fixed tasks, walked through in turn by tests', () => {
    const s = source({ options: { taskCount: 3 } });
    expect(s.finite?.ambient).toEqual([1 / 3, 1 / 3, 1 / 3]);
    const batch = drawn(s, { tasks: 60 });
    expect(new Set(batch.taskIds)).toEqual(new Set([0, 1, 2]));
    expect([...drawn(s, { purpose: 'test', tasks: 7 }).taskIds]).toEqual([0, 1, 2, 0, 1, 2, 0]);
    const [a, phase] = s.describe(requestWith({ purpose: 'test' }), 4).name.match(/[\d.]+/g) ?? [];
    expect(s.finite?.names[1]).toBe(`a ${a} φ ${phase}`);
    expect(source({ weighted: true }).finite?.names).toHaveLength(10);
    expect(source().finite).toBeNull();
  });

  it('of a finite set are the same for every agent, as named and as tested', () => {
    const s = source({ options: { taskCount: 4 } });
    const named = s.finite?.names.map((name) => name.split(' ')[1]) ?? [];
    for (let agent = 0; agent < 6; agent++) {
      const request = requestWith({ agent, agents: 6, tasks: 30 });
      const { taskIds } = drawn(s, request);
      taskIds.forEach((id, slot) => {
        expect(amplitudeOf(s.describe(request, slot).name).toFixed(2)).toBe(named[id]);
      });
    }
    const { agentName } = FAMILIES.sinusoid;
    expect(agentName(setupWith({}).options, 0, 6, 4)).toBe('agent 1: all 4 tasks');
    expect(agentName(setupWith({}).options, 0, 6, 0)).toBe('amplitude 0.10 to 0.92');
  });

  it('refuse a batch that is too small', () => {
    const batch = allocateBatch({ rows: 3, inputs: 1, outputs: 1, support: 10, query: 10, hessian: 0 });
    expect(() => source().draw(requestWith(), batch, 0)).toThrow(/4 tasks × 1 pairs from row 0 .* 3 rows/);
  });
});
