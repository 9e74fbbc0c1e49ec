// The whole test run: types, lint, unit, conformance, build, end-to-end. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBrowser } from './browser.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'innerloop-test-'));
let passed = 0;
let failed = 0;
const failures = [];

function count(name, ok) {
  if (ok) passed++;
  else {
    failed++;
    failures.push(name);
  }
}

function run(name, command, args, env = {}) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  console.log(
    `== ${name}: ${status === 0 ? 'ok' : `exit ${status}`} in ${((Date.now() - started) / 1000).toFixed(0)} s`,
  );
  return status === 0;
}

/** Adds the tests that a JSON report lists; a runner that failed without a failing test counts as one failure. */
function countReport(name, ok, file, read) {
  const before = failed;
  let listed = 0;
  if (existsSync(file)) {
    for (const [test, success] of read(JSON.parse(readFileSync(file, 'utf8')))) {
      count(`${name}: ${test}`, success);
      listed++;
    }
  }
  if ((!ok && failed === before) || listed === 0) count(`${name}: the runner itself`, false);
}

const vitestResults = (report) =>
  report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'passed' || test.status === 'failed')
      .map((test) => [`${file.name} ${test.fullName}`, test.status === 'passed']),
  );

const playwrightResults = (report) => {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return report.suites
    .flatMap(specs)
    .filter((spec) => spec.tests.some((test) => test.status !== 'skipped'))
    .map((spec) => [`${spec.file} ${spec.title}`, spec.ok]);
};

const bin = (name) => join('node_modules', '.bin', name);

count('kernel', run('kernel', 'npm', ['run', '-s', 'kernel']));
count('types', run('types', bin('tsc'), ['--noEmit']));
count('lint and format', run('lint and format', bin('biome'), ['check', '--error-on-warnings', '.']));

const unitReport = join(scratch, 'unit.json');
countReport(
  'unit',
  run('unit', bin('vitest'), ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`]),
  unitReport,
  vitestResults,
);

const golden = resolve(process.env.GOLDEN_DIR ?? '../shared/golden');
const hasGolden = existsSync(golden) && readdirSync(golden).some((name) => name.endsWith('.json'));
if (hasGolden) {
  for (const path of ['kernels', 'ops']) {
    const args = [
      'run',
      '-s',
      'conformance',
      '--',
      '--cases',
      golden,
      '--out',
      join(scratch, `${path}.json`),
      '--path',
      path,
    ];
    count(`conformance (${path})`, run(`conformance (${path})`, 'npm', args));
  }
} else {
  console.log(
    `\n== conformance: skipped, no reference cases at ${golden} (the project's own cases ran with the unit tests)`,
  );
}

if (run('build', 'npm', ['run', '-s', 'build'])) {
  count('build', true);
  const browser = ensureBrowser();
  const report = join(scratch, 'e2e.json');
  const env = { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  countReport(
    'e2e',
    run('end-to-end', bin('playwright'), ['test', '--reporter=list,json'], env),
    report,
    playwrightResults,
  );
} else {
  count('build', false);
}

rmSync(scratch, { recursive: true, force: true });
if (failures.length) console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
