// Lane settings, labels, models, and combinations without meaning.
import { describe, expect, it } from 'vitest';
import { PRESETS } from './axes/presets.ts';
import { defaultExperiment, defaultFor } from './defaults.ts';
import { unitBeside } from './fields/kinds.ts';
import { FIELD_NAMES, FIELDS } from './fieldTable.ts';
import { decodeLink } from './link/link.ts';
import { laneLabel, modelProblem, resolveLane, resolveModel } from './resolve.ts';
import { effectiveTaskCount, taskSetup } from './taskSetup.ts';
import { PRESET_IDS } from './types.ts';
import { laneProblems, laneRemarks, unavailable } from './validity.ts';

const experiment = (link: string) => decodeLink(link).experiment;

describe('lane settings', () => {
  it('go from shared over preset and override to edits', () => {
    const e = experiment(
      '#alpha=0.1&curvature=none&lanes=maml~hf-maml;alpha=0.2&edits=100;alpha=0.3~200;1.alpha=0.4~50;alpha=0.5~300;1.delta=0.1',
    );
    expect(resolveLane(e, 0).alpha).toBe(0.1);
    expect(resolveLane(e, 0).curvature).toBe('exact');
    expect(resolveLane(e, 1).curvature).toBe('finite-difference');
    expect([49, 50, 99, 100, 1000].map((i) => resolveLane(e, 0, i).alpha)).toEqual([0.1, 0.5, 0.5, 0.3, 0.3]);
    expect([0, 100, 199, 200, 1000].map((i) => resolveLane(e, 1, i).alpha)).toEqual([
      0.2, 0.2, 0.2, 0.4, 0.4,
    ]);
    expect(resolveLane(e, 1, 300).delta).toBe(0.1);
    expect(resolveLane(e, 0, 300).delta).toBe(0.001);
  });

  it('take the later of two edits in the same iteration, and edits of iteration 0 at once', () => {
    const e = experiment('#edits=0;alpha=0.3~0;alpha=0.4');
    expect(resolveLane(e, 0).alpha).toBe(0.4);
  });

  it('refuse a lane that is not there', () => {
    expect(() => resolveLane(defaultExperiment, 3)).toThrow('no lane 3');
  });

  it('give every preset a runnable lane on the default sinusoid', () => {
    for (const preset of PRESET_IDS) {
      const e = { ...defaultExperiment, lanes: [{ preset, overrides: {} }] };
      expect(laneProblems(e, 0)).toEqual([]);
      expect(laneRemarks(e, 0)).toEqual([]);
      expect(resolveLane(e, 0)).toMatchObject(PRESETS[preset].settings);
      expect(PRESETS[preset].source.paper && PRESETS[preset].source.equation).toBeTruthy();
    }
  });
});

describe('labels', () => {
  it('name preset and changes, and number twins', () => {
    const e = experiment('#lanes=maml~maml~hf-maml;delta=0.01~anil;n=5;alpha=0.1');
    expect([0, 1, 2, 3].map((i) => laneLabel(e, i))).toEqual([
      'MAML (1)',
      'MAML (2)',
      'HF-MAML, δ = 0.01',
      'ANIL, N = 5, α = 0.1',
    ]);
  });
});

describe('models', () => {
  const image = { height: 28, width: 28, channels: 1 };
  it('fit the family', () => {
    expect(resolveModel(defaultExperiment, { inputs: 1, outputs: 1, loss: 'mse' })).toEqual({
      kind: 'mlp',
      sizes: [1, 40, 40, 1],
      activation: 'relu',
      bias: true,
    });
    expect(resolveModel(defaultFor('quadratics'), { inputs: 2, outputs: 1, loss: 'mse' })).toEqual({
      kind: 'mlp',
      sizes: [2, 1],
      activation: 'identity',
      bias: false,
    });
    const cnn = experiment('#task=glyphs&model=cnn-8-16-h32');
    expect(resolveModel(cnn, { inputs: 784, outputs: 5, loss: 'softmaxCrossEntropy', image })).toEqual({
      kind: 'cnn',
      ...image,
      filters: [8, 16],
      hidden: [32],
      outputs: 5,
    });
    expect(modelProblem('sinusoid', cnn.model)).toMatch(/needs images/);
    expect(() => resolveModel(cnn, { inputs: 784, outputs: 5, loss: 'softmaxCrossEntropy' })).toThrow(
      'needs images',
    );
  });
});

describe('combinations without meaning', () => {
  it('give their reasons', () => {
    const e = experiment('#lanes=joint~maml~reptile~dif-maml');
    expect(unavailable(e, 0, 'weighting', 'min-max')).toMatch(/plain average/);
    expect(unavailable(e, 1, 'weighting', 'min-max')).toBeNull();
    expect(unavailable(e, 1, 'hessianShots', 5)).toBeNull();
    expect(unavailable(e, 2, 'curvature', 'none')).toMatch(/Reptile/);
    expect(unavailable(e, 1, 'graph', 'ring')).toMatch(/single agent/);
    expect(unavailable(e, 3, 'graph', '0-1,2-3')).toMatch(/agents 2, 3, 4, 5 can't be reached from agent 0/);
    expect(unavailable(e, 3, 'graph', 'star')).toBeNull();
    expect(unavailable(experiment('#lanes=da-maml'), 0, 'baseline', 'joint')).toMatch(/plain average/);
    expect(unavailable(experiment('#lanes=fo-maml'), 0, 'hessianShots', 5)).toMatch(/drops the Hessian/);
    expect(unavailable(experiment('#task=quadratics'), 0, 'adapted', 'last-layer')).toMatch(/one layer/);
    expect(unavailable(experiment('#model=mlp-8-relu'), 0, 'adapted', 'last-two-layers')).toMatch(
      /two layers/,
    );
    expect(unavailable(defaultExperiment, 0, 'adapted', 'last-two-layers')).toBeNull();
  });

  it('stop a lane only where it cannot run', () => {
    const e = experiment('#lanes=dif-maml;graph=0-1~joint;weighting=min-max~fo-maml;dh=5~maml;graph=0-1');
    expect(laneProblems(e, 0)[0]).toMatchObject({ field: 'Graph' });
    expect(laneProblems(e, 1)[0]).toMatchObject({ field: 'Weighting' });
    expect(laneProblems(e, 2)).toEqual([]);
    expect(laneRemarks(e, 2)).toHaveLength(1);
    expect(laneProblems(e, 3)).toEqual([]);
  });

  it('know the size of the finite set', () => {
    expect(effectiveTaskCount(defaultExperiment)).toBe(0);
    expect(effectiveTaskCount(experiment('#lanes=maml~da-maml'))).toBe(100);
    expect(effectiveTaskCount(experiment('#task=steps-and-lines&lanes=maml~da-maml'))).toBe(10);
    expect(effectiveTaskCount(experiment('#lanes=da-maml&tasks=6'))).toBe(6);
    expect(effectiveTaskCount(experiment('#task=quadratics'))).toBe(3);
    expect(effectiveTaskCount(experiment('#task=digits-and-clothing'))).toBe(8);
  });

  it('asks the tasks for the largest Hessian batch of any lane or edit', () => {
    expect(taskSetup(defaultExperiment).hessianShots).toBe(0);
    expect(taskSetup(experiment('#dh=3&lanes=maml~maml;dh=4')).hessianShots).toBe(4);
  });
});

describe('units', () => {
  it('stand beside a label that does not say them', () => {
    expect(unitBeside(FIELDS.evalTasks)).toBe('');
    expect(unitBeside(FIELDS.taskCount)).toBe('');
    expect(unitBeside(FIELDS.evalEvery)).toBe('iterations');
    expect(unitBeside(FIELDS.task)).toBe('');
  });
  it('and symbols are each of one field', () => {
    const symbols = FIELD_NAMES.map((name) => FIELDS[name].symbol).filter((symbol) => symbol !== '');
    expect(symbols.filter((symbol, i) => symbols.indexOf(symbol) !== i)).toEqual([]);
  });
});
