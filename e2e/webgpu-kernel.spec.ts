// The fused WebGPU kernel in a real Chromium against an independent float64 reference, and the golden files
// where they are at hand. On a GPU the tolerance is ten times that of the golden files.
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import {
  generatedCases,
  generatedConvolutions,
  generatedLane,
  goldenConvolutions,
  goldenFolder,
  goldenGradients,
  goldenLanes,
} from './harness/cases.ts';
import type { Answer, GradientAnswer, GradientCase, Job, LaneCase } from './harness/jobs.ts';
import { referenceGradient, referenceLane, relativeError } from './harness/reference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tolerance = (one: GradientCase | LaneCase): number =>
  one.rule.curvature === 'finite-difference' ? 2e-3 : 2e-4;
const LANE_TOLERANCE = 1e-3;
/** Dozens of shaders, each compiled for about a second of CPU on a software GPU. */
const SHADERS_TIMEOUT = 600_000;

let server: ViteDevServer;
let address = '';

test.beforeAll(async () => {
  server = await createServer({
    root,
    cacheDir: 'node_modules/.vite-harness',
    logLevel: 'error',
    server: { port: 0, strictPort: false, host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: {
      entries: ['e2e/harness/index.html', 'e2e/harness/worker.ts'],
      // Named, so that none is found late and the page is not reloaded in the middle of a job.
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-cpu',
      ],
    },
  });
  await server.listen();
  const socket = server.httpServer?.address();
  if (!socket || typeof socket === 'string') throw new Error('The harness server has no port.');
  address = `http://127.0.0.1:${socket.port}/e2e/harness/index.html`;
});

test.afterAll(async () => {
  await server?.close();
});

async function open(page: Page): Promise<void> {
  page.on('pageerror', (error) => console.error(error));
  await page.goto(address);
  await page.waitForFunction(() => typeof window.runJob === 'function');
}

async function run<K extends Job['kind']>(
  page: Page,
  job: Extract<Job, { kind: K }>,
): Promise<Extract<Answer, { kind: K }>> {
  const answer = await page.evaluate((what) => window.runJob(what), job as Job);
  if (answer.kind !== job.kind) throw new Error(`asked for ${job.kind}, got ${answer.kind}`);
  return answer as Extract<Answer, { kind: K }>;
}

function compare(one: GradientCase, answer: GradientAnswer, problems: string[]): void {
  const reference = referenceGradient(one);
  for (const key of ['queryLoss', 'gradient', 'rowGradients', 'adapted', 'trace'] as const) {
    const error = relativeError(answer[key], reference[key]);
    if (!(error <= tolerance(one))) problems.push(`${one.name}: ${key} is off by ${error.toExponential(2)}`);
  }
  if (!one.alsoPlain) return;
  const error = relativeError(answer.evaluated, reference.queryLoss);
  if (!(error <= tolerance(one)))
    problems.push(`${one.name}: losses alone are off by ${error.toExponential(2)}`);
}

test('every branch agrees with the float64 reference', async ({ page }) => {
  test.setTimeout(SHADERS_TIMEOUT);
  await open(page);
  const cases = generatedCases();
  const problems: string[] = [];
  const { answers } = await run(page, { kind: 'gradients', cases });
  cases.forEach((one, i) => {
    compare(one, answers[i], problems);
  });
  expect(problems).toEqual([]);
});

test('golden meta-gradients', async ({ page }) => {
  test.setTimeout(SHADERS_TIMEOUT);
  const folder = goldenFolder(root);
  test.skip(folder === null, 'no golden files: set GOLDEN_DIR to their folder');
  await open(page);
  const golden = goldenGradients(folder as string);
  const { answers } = await run(page, { kind: 'gradients', cases: golden.map((one) => one.case) });
  const problems: string[] = [];
  const worst: Record<string, number> = {};
  golden.forEach(({ case: one, expected }, i) => {
    for (const [key, got, want] of [
      ['queryLoss', answers[i].queryLoss, expected.queryLoss],
      ['metaGradient', answers[i].gradient, expected.metaGradient],
      ['adapted', answers[i].adapted, expected.adapted.flat()],
    ] as const) {
      const error = relativeError(got, want);
      worst[key] = Math.max(worst[key] ?? 0, error);
      if (!(error <= tolerance(one)))
        problems.push(`${one.name}: ${key} is off by ${error.toExponential(2)}`);
    }
  });
  test.info().annotations.push({ type: 'worst relative errors', description: JSON.stringify(worst) });
  expect(golden.length).toBeGreaterThan(0);
  expect(problems).toEqual([]);
});

for (const code of ['kernels', 'ops'] as const) {
  test(`convolutional networks, ${code}`, async ({ page }) => {
    test.setTimeout(SHADERS_TIMEOUT);
    await open(page);
    const folder = goldenFolder(root);
    const files = [...generatedConvolutions(), ...(folder === null ? [] : goldenConvolutions(folder))];
    const { answers } = await run(page, { kind: 'references', code, files });
    const problems = answers.flatMap(({ name, errors, tolerance: most }) =>
      Object.entries(errors)
        .filter(([, error]) => !(error <= most))
        .map(([key, error]) => `${name}: ${key} is off by ${error.toExponential(2)}`),
    );
    expect(problems).toEqual([]);
    for (const { errors } of answers) expect(Object.keys(errors)).toContain('metaGradient');
  });
}

for (const optimizer of ['sgd', 'momentum', 'adam'] as const) {
  test(`training on the device, two agents, ${optimizer}`, async ({ page }) => {
    await open(page);
    const lane = generatedLane(optimizer);
    const { answer } = await run(page, { kind: 'lane', lane });
    const reference = referenceLane(lane);
    expect(relativeError(answer.params, reference.params)).toBeLessThan(LANE_TOLERANCE);
    expect(answer.losses.length).toBe(lane.steps.length);
    expect(relativeError(answer.losses.flat(), reference.losses.flat())).toBeLessThan(LANE_TOLERANCE);
    if (optimizer !== 'sgd')
      expect(relativeError(answer.optimizerState, reference.optimizerState)).toBeLessThan(LANE_TOLERANCE);
    const again = await run(page, { kind: 'lane', lane });
    expect(again.answer, 'the same run, bit for bit').toEqual(answer);
  });
}

test('golden rounds of several agents', async ({ page }) => {
  const folder = goldenFolder(root);
  test.skip(folder === null, 'no golden files: set GOLDEN_DIR to their folder');
  await open(page);
  const problems: string[] = [];
  for (const { lane, params } of goldenLanes(folder as string)) {
    const { answer } = await run(page, { kind: 'lane', lane });
    const error = relativeError(answer.params, params);
    if (!(error <= LANE_TOLERANCE))
      problems.push(`${lane.name}: params are off by ${error.toExponential(2)}`);
  }
  expect(problems).toEqual([]);
});

test('nothing is left behind after 200 iterations', async ({ page }) => {
  await open(page);
  const { tensors, bytes } = await run(page, { kind: 'leaks', lane: generatedLane('adam'), iterations: 200 });
  const [early, earlyBuffers, late, lateBuffers, end, endBuffers] = tensors;
  expect([late, lateBuffers]).toEqual([early, earlyBuffers]);
  expect([end, endBuffers]).toEqual([0, 0]);
  expect(bytes[1]).toBeLessThanOrEqual(bytes[0]);
});
