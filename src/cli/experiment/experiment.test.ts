// The experiment command as it is called: every mistake is one clear sentence with an exit status.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAPER_EXPERIMENTS } from '../../experiment/papers/catalogue.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'experiment-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function call(...args: string[]) {
  const command = ['--import', 'tsx', 'src/cli/experiment/experiment.ts', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

const out = () => join(folder, 'out', 'result.json');
const run = (link: string, ...more: string[]) =>
  call('--link', link, '--iterations', '2', '--out', out(), ...more);

describe('npm run experiment', () => {
  it('writes the result', () => {
    const { status } = run('#v=1&batch=2&lanes=maml');
    expect(status).toBe(0);
    const { iterations, lanes } = JSON.parse(readFileSync(out(), 'utf8'));
    expect(iterations).toBe(2);
    expect(lanes[0].series.iteration).toEqual([0, 2]);
    rmSync(out());
  });

  it('runs an experiment of a paper by name, as long as is asked', () => {
    const { status } = call('--paper', 'kayaalp-regression-adam', '--iterations', '2', '--out', out());
    expect(status).toBe(0);
    const { iterations, lanes } = JSON.parse(readFileSync(out(), 'utf8'));
    expect(iterations).toBe(2);
    expect(lanes).toHaveLength(4);
    rmSync(out());
  });

  it.each(['npz', 'safetensors'])('saves launch models as .%s and starts from them', (ending) => {
    const file = join(folder, 'weights', `models.${ending}`);
    const link = '#v=1&batch=2&eval=1&lanes=maml~dif-maml;agents=3';
    const whole = () => JSON.parse(readFileSync(out(), 'utf8'));
    expect(call('--link', link, '--iterations', '3', '--save-weights', file, '--out', out()).status).toBe(0);
    const ended = whole();
    expect(call('--link', link, '--iterations', '0', '--start', file, '--out', out()).status).toBe(0);
    const begun = whole();
    expect(begun.start).toBe(`models.${ending}`);
    ended.lanes.forEach(({ series }: { series: { testLoss: number[] } }, i: number) => {
      expect(begun.lanes[i].series.testLoss[0]).toBe(series.testLoss[3]);
    });
    rmSync(out());
  });

  it('says why a run cannot start from a file', () => {
    const file = join(folder, 'small.npz');
    expect(
      call('--link', '#v=1&model=mlp-8-relu&lanes=maml', '--iterations', '0', '--save-weights', file).status,
    ).toBe(0);
    const { status, stderr } = run('#v=1&lanes=maml', '--start', file);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'The run cannot start from "small.npz": "lane0.layers.0.weight" has the shape [8, 1]',
    );
    expect(run('#v=1&lanes=maml', '--start', join(folder, 'absent.npz')).stderr).toContain(
      '"absent.npz": ENOENT',
    );
    expect(existsSync(out())).toBe(false);
  });

  it('writes a PyTorch script of a lane, without a run', () => {
    const file = join(folder, 'scripts', 'lane.py');
    const { status } = call('--link', '#v=1&lanes=maml~reptile', '--python', file, '--lane', '1');
    expect(status).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^"""Reptile on Sinusoid: a lane of Innerloop in PyTorch/);
    expect(text).toContain('ITERATIONS = 100\n');
    expect(existsSync(out())).toBe(false);
  });

  it('says why a lane has no script, and writes none', () => {
    const file = join(folder, 'none.py');
    const { status, stderr } = call('--link', '#v=1&lanes=dif-maml&edits=9;graph=star', '--python', file);
    expect(status).toBe(1);
    expect(stderr).toContain('The script cannot change "Graph" while training (iteration 9).');
    expect(existsSync(file)).toBe(false);
  });

  it('lists the experiments of the papers', () => {
    const command = ['--import', 'tsx', 'src/cli/experiment/experiment.ts', '--list'];
    const { stdout } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toHaveLength(PAPER_EXPERIMENTS.length);
    expect(stdout).toContain('fallah-figure-1\t5000 iterations');
  });

  it.each([
    ['no arguments', [], '--link, --iterations and --out are needed'],
    ['an unknown paper', ['--paper', 'nobody-2017', '--out', 'x'], 'not "nobody-2017"'],
    ['two experiments', ['--paper', 'reptile-sine', '--link', '#v=1', '--out', 'x'], 'give one'],
    ['an unknown option', ['--links', 'x'], "Unknown option '--links'"],
    ['no number', ['--link', '#v=1', '--iterations', 'many', '--out', 'x'], 'not "many"'],
    [
      'a lane',
      ['--link', '#v=1', '--python', 'x', '--lane', '3'],
      '--lane is a whole number from 0 to 2, not "3"',
    ],
    [
      'a lane of no script',
      ['--link', '#v=1', '--out', 'x', '--iterations', '1', '--lane', '0'],
      'give --python FILE',
    ],
    ['a backend', ['--link', '#v=1', '--iterations', '1', '--out', 'x', '--backend', 'gpu'], 'not "gpu"'],
    [
      'a folder',
      ['--link', '#v=1', '--iterations', '1', '--out', 'x', '--data', 'nowhere'],
      '"nowhere" is none',
    ],
    ['a link', ['--link', 'hello', '--iterations', '1', '--out', 'x'], "This link can't be read"],
  ])('refuses %s that cannot be read, with how it is used', (_, args, message) => {
    const { status, stderr } = call(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run -s experiment');
  });

  it.each([
    [
      'a graph that is not connected',
      '#v=1&lanes=dif-maml;graph=0-1,2-3;agents=4',
      'The graph is not connected',
    ],
    [
      'switches without a meaning',
      '#v=1&weighting=min-max&lanes=joint',
      'Joint training cannot run. Weighting: ',
    ],
    ['a missing data set', '#v=1&task=omniglot', 'This experiment needs omniglot: pass --data DIR'],
  ])('says why %s cannot run, and writes nothing', (_, link, message) => {
    const { status, stderr } = run(link);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(out())).toBe(false);
  });

  it('goes on with a note where a value was put right', () => {
    const { status, stderr } = run('#v=1&batch=2&lanes=maml&seed=-3');
    expect(status).toBe(0);
    expect(stderr).toContain('-3 is below 0; used 0');
  });

  it('ends where the link loses a part, unless it may', () => {
    const link = '#v=1&batch=2&lanes=maml&seed=zz';
    const { status, stderr } = run(link);
    expect(status).toBe(2);
    expect(stderr).toMatch(/The link loses parts: Seed: "zz" is not a number.*Pass --lenient/);
    expect(run(link, '--lenient').status).toBe(0);
  });
});
