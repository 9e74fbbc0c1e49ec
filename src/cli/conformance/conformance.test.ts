// The conformance command as a user runs it: results, table and exit status.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metaGradientReference, quadraticReference } from '../../engine/conformance/referenceCases.ts';

const COMMAND = fileURLToPath(new URL('./conformance.ts', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, value: unknown): void {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', COMMAND, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('conformance command', () => {
  it('computes good cases, reports bad ones and exits 1', () => {
    const out = join(folder, 'out.txt');
    const good = metaGradientReference('good', 'mse', {});
    put('good.json', good);
    const { expected: _, ...unjudged } = { ...quadraticReference('unjudged') };
    put('unjudged.json', unjudged);
    put('strange.json', { kind: 'riddle' });
    put('torn.json', '{"kind": "metaGr');
    put('wrong.json', { ...good, name: 'wrong', expected: { queryLoss: [1, 2, 3] } });
    const { status, stdout } = run('--cases', folder, '--out', out, '--path', 'ops', '--backend', 'cpu');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^good .* ok /m);
    expect(stdout).toMatch(/^unjudged .* computed/m);
    expect(stdout).toMatch(/^strange .* FAILED: unknown kind "riddle"/m);
    expect(stdout).toMatch(/^torn .* FAILED: .*JSON/m);
    expect(stdout).toMatch(/^wrong .* FAILED .*queryLoss/m);
    const results = JSON.parse(readFileSync(out, 'utf8'));
    expect(Object.keys(results).sort()).toEqual(['good', 'unjudged', 'wrong']);
    expect(results.good.adapted).toHaveLength(3);
  });

  it('says how it is used', () => {
    const { status, stderr } = run('--cases', folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--cases and --out are needed\nUsage: npm run -s conformance/);
    expect(run('--cases', folder, '--out', 'x', '--path', 'magic').stderr).toMatch(/"magic"/);
  });
});
