// The sweep command as it is called: a small real one, whole, in shards and taken up again; its numbers are those of the
// runs it consists of; mistakes are one clear sentence.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { runExperiment } from '../experiment/run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

function call(...args: string[]) {
  const command = ['--import', 'tsx', 'src/cli/sweep/sweep.ts', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

const LINK = '#v=1&seed=7&evaltasks=10&batch=2&lanes=maml~fo-maml';
const SMALL = ['--link', LINK, '--x', 'alpha=0.01..1,log,2', '--y', 'n=2..3', '--metric', 'testLoss'];
const sweep = (out: string, ...more: string[]) =>
  call(...SMALL, '--iterations', '30', '--seeds', '2', '--out', out, ...more);

describe('npm run sweep', () => {
  it('writes the same file on any number of threads, in shards, and taken up again', async () => {
    expect(sweep(at('one.csv'), '--threads', '1').status).toBe(0);
    const whole = readFileSync(at('one.csv'), 'utf8');
    expect(whole).toContain(`# link: ${LINK}\n`);
    const { data } = Papa.parse<Record<string, string>>(whole, {
      header: true,
      comments: '#',
      skipEmptyLines: true,
    });
    expect(Object.keys(data[0])).toEqual(['alpha', 'n', 'seed', 'lane', 'testLoss', 'diverged']);
    expect(data).toHaveLength(2 * 2 * 2 * 2);
    expect(data.filter(({ diverged }) => diverged !== '').length).toBeGreaterThan(0);
    for (const { testLoss, diverged } of data) expect(testLoss === '').toBe(diverged !== '');

    expect(sweep(at('two.csv'), '--threads', '2').status).toBe(0);
    expect(readFileSync(at('two.csv'), 'utf8')).toBe(whole);

    writeFileSync(at('killed.csv'), whole.slice(0, -200));
    const again = sweep(at('killed.csv'), '--threads', '1');
    expect(again.stderr).toMatch(/8 cells on 1 threads?; \d are in .*killed\.csv already/);
    expect(readFileSync(at('killed.csv'), 'utf8')).toBe(whole);

    const parts = ['1/2', '2/2'].map((shard, i) => {
      expect(sweep(at(`part${i}.csv`), '--threads', '1', '--shard', shard).status).toBe(0);
      return at(`part${i}.csv`);
    });
    expect(call('--merge', ...parts, '--out', at('merged.csv')).status).toBe(0);
    expect(readFileSync(at('merged.csv'), 'utf8')).toBe(whole);

    const { experiment } = decodeLink(`${LINK}&alpha=0.01&n=2`);
    const { lanes } = await runExperiment({
      experiment: { ...experiment, seed: 8 },
      iterations: 30,
      backend: 'wasm',
      code: 'kernels',
      threads: 1,
      data: null,
      log: () => {},
    });
    const cell = data.filter(({ alpha, n, seed }) => alpha === '0.01' && n === '2' && seed === '8');
    expect(cell.map(({ testLoss }) => Number(testLoss))).toEqual(lanes.map(({ final }) => final.testLoss));
  }, 120_000);

  it.each([
    ['no arguments', [], '--link, --x, --metric, --iterations and --out are needed'],
    ['a range', ['--x', 'alpha=1'], '--x: a range is such as'],
    ['a field twice', ['--y', 'alpha=0.1..0.2,2'], '--x and --y are both alpha'],
    ['a metric', ['--metric', 'speed'], 'not "speed"'],
    ['a shard', ['--shard', '3/2'], '--shard is i/n'],
    ['a link', ['--link', 'hello'], "This link can't be read"],
    ['files without --merge', ['a.csv'], '"a.csv" belongs to no option'],
  ])('refuses %s that cannot be read, with how it is used', (_, args, message) => {
    const { status, stderr } =
      args.length === 0 ? call() : call(...SMALL, '--iterations', '1', '--out', at('x.csv'), ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run -s sweep');
    expect(existsSync(at('x.csv'))).toBe(false);
  });

  it('says where a metric is not measured', () => {
    const { status, stderr } = sweep(at('y.csv'), '--metric', 'testAccuracy', '--threads', '1');
    expect(status).toBe(1);
    expect(stderr).toContain('testAccuracy is not measured in any lane');
    expect(existsSync(at('y.csv'))).toBe(false);
  });
});
