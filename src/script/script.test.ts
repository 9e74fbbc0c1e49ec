// A lane as a PyTorch script: it repeats the engine's training losses on every switch, or says why it cannot.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runExperiment } from '../cli/experiment/run.ts';
import { findPython } from '../cli/shared/python.ts';
import { PRESET_IDS } from '../experiment/axes/presets.ts';
import { decodeLink } from '../experiment/link/link.ts';
import { literal } from './python.ts';
import { pytorchScript } from './script.ts';

const ITERATIONS = 12;

function script(link: string, lane = 0): string {
  const { experiment, notices } = decodeLink(link);
  expect(notices).toEqual([]);
  return pytorchScript({ experiment, lane, link, iterations: ITERATIONS });
}

/** The engine's training losses of every lane. */
async function engineLosses(link: string): Promise<(number | null)[][]> {
  const { experiment } = decodeLink(link);
  const { lanes } = await runExperiment({
    experiment: { ...experiment, evalEvery: 1, evalTasks: 1 },
    iterations: ITERATIONS,
    backend: 'wasm',
    code: 'kernels',
    data: null,
    threads: 1,
    log: () => {},
  });
  return lanes.map(({ series }) => series.trainLoss.slice(0, ITERATIONS));
}

const SMALL = '#v=1&batch=3&shots=5&queries=5';
// The linear system of the implicit gradient is ill-conditioned where ReLUs bend: its own tests are smooth.
const presets = PRESET_IDS.filter((preset) => preset !== 'imaml');
const [first, second] = [presets.slice(0, 7).join('~'), presets.slice(7).join('~')];

/** Links whose lanes together take every value of every switch, option and override that a script reads. */
const LINKS = [
  `${SMALL}&model=mlp-8-8-relu&agents=3&tasks=5&lanes=${first}`,
  `${SMALL}&model=mlp-8-8-relu&agents=3&tasks=5&lanes=${second}`,
  `#v=1&task=quadratics&lanes=imaml~${first}`,
  '#v=1&task=quadratics&quadratic=random&dim=4&noise=0.5&tasks=5&n=1&alpha=0.1&lanes=maml;dh=3~da-maml;pairs=2;etap=0.1~dif-maml;agents=3;graph=0-1,1-2;start=different~maml;sampling=all~maml;opt=adaptive;steptasks=4;stepshots=5',
  '#v=1&task=quadratics&optima=1,2,30,1,0.2;-1,0,0,0.5,2&constants=task&lanes=maml;opt=adaptive~hf-maml;deltarho=2~reptile;seeds=2',
  `${SMALL}&model=mlp-6-tanh&init=he&noise=0.2&lanes=hf-maml;opt=sgd;beta=0.1;dh=4~anil;opt=momentum;momentum=0.5;betaphi=0.01;n=3~maml;beta1=0.8;beta2=0.9~maml;opt=adaptive;rho=3;smooth=5~da-maml;ball=2;opt=sgd~imaml;opt=sgd;beta=0.01`,
  `${SMALL}&model=mlp-6-softplus&bands=3x0.5-1,2x4-5@0.7&init=small&lanes=maml;sampling=all~da-maml~maml;seeds=2`,
  `${SMALL}&task=steps-and-lines&model=mlp-6-relu&noise=0.1&lanes=maml~dif-maml;agents=4;graph=random;start=different`,
  `${SMALL}&model=mlp-6-relu&lanes=maml~fo-maml;alpha=0.03&edits=3;alpha=0.05~5;n=3~7;batch=5~8;curvature=finite-difference`,
];

describe('a PyTorch script', () => {
  it('cites where each switch stands and holds the settings that it reads', () => {
    const text = script('#v=1&alpha=0.02&lanes=hf-maml;opt=sgd');
    expect(text).toContain('Fallah, Mokhtari and Ozdaglar 2020, Section 3, Algorithm 3');
    expect(text).toContain(
      'SETTINGS = dict(alpha=0.02, n=1, beta=0.001, batch=25, curvature="finite-difference"',
    );
    expect(text).not.toContain('etap=');
    expect(text).not.toContain('def exact');
  });

  it('holds recorded changes by iteration', () => {
    const text = script('#v=1&lanes=maml~maml;alpha=0.1&edits=40;alpha=0.02~60;beta=0.01');
    expect(text).toContain('40: dict(alpha=0.02),');
    expect(script('#v=1&lanes=maml~maml;alpha=0.1&edits=40;alpha=0.02~60;beta=0.01', 1)).not.toContain('40:');
  });

  it.each([
    ['images', '#v=1&task=glyphs&lanes=maml', 'A script draws its tasks itself'],
    [
      'another graph while training',
      '#v=1&lanes=dif-maml&edits=9;graph=star',
      'cannot change "Graph" while training',
    ],
    ['a graph per seed', '#v=1&lanes=dif-maml;graph=random;agents=9;seeds=2', 'every seed draws its own'],
    ['a lane that cannot run', '#v=1&weighting=min-max&lanes=joint', 'no loss after adaptation to weight by'],
  ])('refuses %s in words', (_, link, message) => {
    expect(() => script(link)).toThrow(message);
  });

  it('writes values as Python does, and nothing else', () => {
    expect(literal([1e-7, 'a"b\n', true, null, [2]])).toBe('[1e-7, "a\\"b\\n", True, None, [2]]');
    expect(() => literal(Number.NaN)).toThrow('finite');
    expect(() => literal({})).toThrow('object');
  });

  it('cannot be left by a link: quotes and line breaks in it stay text', () => {
    const { experiment } = decodeLink('#v=1&lanes=maml');
    const link = '#v=1"""\nimport os';
    const text = pytorchScript({ experiment, lane: 0, link, iterations: 1 });
    expect(text.split('"""')).toHaveLength(script('#v=1&lanes=maml').split('"""').length);
    expect(text).not.toContain('\nimport os');
  });
});

const python = findPython(['numpy', 'torch']);
const DRIVER = `
import runpy, sys
for file in sys.argv[1:]:
    print("file", flush=True)
    sys.argv = [file]
    runpy.run_path(file, run_name="__main__")
`;

describe.skipIf(python === null)('beside the engine (skipped without Python, NumPy and PyTorch)', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'script-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function scriptLosses(link: string): number[][] {
    const files = decodeLink(link).experiment.lanes.map((_, lane) => {
      const file = join(folder, `${lane}.py`);
      writeFileSync(file, script(link, lane));
      return file;
    });
    const { stdout, stderr } = spawnSync(python as string, ['-c', DRIVER, ...files], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const blocks = stdout.split('file\n').slice(1);
    return blocks.map((block) =>
      block
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).trainLoss),
    );
  }

  it.each(LINKS)('repeats %s', { timeout: 300_000 }, async (link) => {
    const engine = await engineLosses(link);
    const mine = scriptLosses(link);
    engine.forEach((losses, lane) => {
      expect(mine[lane]).toHaveLength(ITERATIONS);
      const errors = losses.map(
        (loss, i) => Math.abs(mine[lane][i] - (loss as number)) / Math.abs(loss as number),
      );
      expect(Math.max(...errors), `lane ${lane}`).toBeLessThan(1e-4);
    });
  });
});
