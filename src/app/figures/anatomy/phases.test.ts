// Phases of an iteration: every line of every rule is at work in one, places go through all that a lane has, and each
// can be said and drawn.
import { describe, expect, it } from 'vitest';
import { laneDefaults } from '../../../experiment/axes/laneFields.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../../../experiment/axes/presets.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import type { AnatomyView } from '../../../protocol/anatomy.ts';
import { ruleLines } from '../../rule/rule.ts';
import { drawingOf } from './drawings.ts';
import { namedDirections, PHASE_ENTRIES, PHASES, placesOf } from './phases.ts';

const settingsOf = (preset: PresetId): LaneSettings => ({ ...laneDefaults, ...PRESETS[preset].settings });

const direction = (id: AnatomyView['directions'][number]['id'], x: number, y: number) => ({
  id,
  norm: Math.hypot(x, y),
  x,
  y,
  off: 0,
  cosine: x / Math.hypot(x, y),
});

const step = (m: number) => ({
  supportLoss: 4 - m,
  gradientNorm: 2,
  queryLoss: 5 - m,
  accuracy: Number.NaN,
  distance: 0.02 * m,
});

const agent = { gradientNorm: 1, step: 0.001, moved: 0.01, shared: 0.1, apart: 0.3, together: 0.2 };

const VIEW: AnatomyView = {
  request: { lane: 0, row: 1 },
  iteration: 7,
  tasks: [1, 2, 3].map((i) => ({ name: `task ${i}`, agent: 0, before: i, after: i / 2, weight: 1 / 3 })),
  row: 1,
  inner: [step(0), step(1), step(2)],
  back: [2, 1, 0].map((m) => ({ step: m, norm: 1 + m, removed: m === 2 ? 0 : 1, cosine: 0.9 })),
  directions: [
    direction('own', 2, 0),
    direction('exact', 2, 0),
    direction('none', 1, 1),
    direction('finite-difference', 2, 0.02),
  ],
  agents: [agent, agent],
  weightsBefore: Float32Array.of(0.5, 0.5),
  weightsAfter: Float32Array.of(0.4, 0.6),
  next: Float32Array.of(4, 3, 2),
  curve: {
    x: Float32Array.of(0, 1),
    truth: Float32Array.of(1, 2),
    supportX: Float32Array.of(0.5),
    supportY: Float32Array.of(1.5),
    before: new Float32Array(6),
    after: new Float32Array(6),
  },
};

describe('phases of an iteration', () => {
  it('light every line of every rule, once', () => {
    const named = PHASES.flatMap((phase) => PHASE_ENTRIES[phase].lines);
    expect(new Set(named).size).toBe(named.length);
    for (const preset of PRESET_IDS)
      for (const optimizer of ['sgd', 'momentum', 'adam', 'adaptive'] as const)
        for (const { name } of ruleLines({ ...settingsOf(preset), optimizer, l2: 0.1 }))
          if (name) expect(named, `${preset}, ${optimizer}`).toContain(name);
  });

  it('go through inner loop and way back step by step', () => {
    const places = placesOf(VIEW);
    expect(places.map(({ phase, at }) => `${phase} ${at}`)).toEqual([
      'tasks 0',
      'inner 0',
      'inner 1',
      'query 0',
      'backward 0',
      'backward 1',
      'backward 2',
      'weights 0',
      'outer 0',
      'combine 0',
      'after 0',
    ]);
    const plain = placesOf({ ...VIEW, agents: [agent], weightsBefore: new Float32Array(), inner: [step(0)] });
    expect(plain.map(({ phase }) => phase)).not.toContain('weights');
    expect(plain.map(({ phase }) => phase)).not.toContain('combine');
    expect(plain.map(({ phase }) => phase)).not.toContain('inner');
  });

  it.each(PRESET_IDS)('of %s are said without a missing number, and drawn', (preset) => {
    const settings = settingsOf(preset);
    for (const place of placesOf(VIEW)) {
      const text = PHASE_ENTRIES[place.phase].says(VIEW, place.at, settings);
      expect(text).not.toMatch(/NaN|undefined|–|∞/);
      const shown = { view: VIEW, settings, name: PRESETS[preset].label, lane: 0 };
      expect(drawingOf(shown, place).kind).toMatch(/lines|curve|directions/);
      expect(drawingOf({ ...shown, view: { ...VIEW, curve: null } }, place).kind).not.toBe('curve');
    }
  });

  it('say how far FO-MAML points away, and what the Hessian takes off', () => {
    const last = PHASE_ENTRIES.backward.says(VIEW, 2, settingsOf('maml'));
    expect(last).toContain('FO-MAML points 45° away from MAML; HF-MAML is 1 % off.');
    expect(PHASE_ENTRIES.backward.says(VIEW, 1, settingsOf('maml'))).toContain('αH v, 1 long, comes off');
    expect(PHASE_ENTRIES.backward.says(VIEW, 1, settingsOf('fo-maml'))).toContain('dropped');
  });

  it('name the lane’s own direction once', () => {
    const own = (preset: PresetId) =>
      namedDirections(VIEW, PRESETS[preset].label, settingsOf(preset)).map(
        (one) => `${one.label}${one.own ? '*' : ''}`,
      );
    expect(own('maml')).toEqual(['MAML*', 'FO-MAML', 'HF-MAML']);
    expect(own('fo-maml')).toEqual(['MAML', 'FO-MAML*', 'HF-MAML']);
    expect(own('imaml')).toEqual(['iMAML*', 'MAML', 'FO-MAML', 'HF-MAML']);
    expect(own('reptile')).toEqual(['Reptile*', 'MAML', 'FO-MAML', 'HF-MAML']);
  });
});
