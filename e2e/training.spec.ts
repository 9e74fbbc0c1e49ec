// Training as a user drives it: run, pause, step, reset, live sliders, divergence, and the proof that WebGPU computes.
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figureData,
  iteration,
  openLab,
  slider,
  status,
  test,
  toNumber,
} from './lab.ts';

const SMALL = 'v=1&seed=3&batch=4&lanes=maml~fo-maml~hf-maml';

/** Training losses of all lanes at the first iterations, as the Meta-loss figure's table gives them. */
async function firstLosses(page: Parameters<typeof openLab>[0], backend: string): Promise<number[]> {
  await openLab(page, `#${SMALL}&backend=${backend}`);
  await expect(status(page)).toHaveAttribute('data-backend', backend);
  for (let i = 1; i <= 3; i++) {
    await button(page, 'Step').click();
    await expect(status(page)).toHaveAttribute('data-iteration', String(i));
  }
  await expectState(page, /paused|idle/);
  // Training losses of iterations 0, 1 and 2 and test losses at 0 and after every step, of three lanes: 21 losses.
  const losses = async () => {
    const { rows } = await figureData(page, 'Meta-loss');
    return rows.map((row) => toNumber(row[row.length - 1]));
  };
  await expect.poll(async () => (await losses()).length).toBe(21);
  return losses();
}

test('WebGPU in the worker computes the same first losses as the plain CPU', async ({ page }) => {
  const gpu = await firstLosses(page, 'webgpu');
  const cpu = await firstLosses(page, 'cpu');
  expect(gpu.every(Number.isFinite)).toBe(true);
  gpu.forEach((value, i) => {
    expect(Math.abs(value - cpu[i])).toBeLessThanOrEqual(1e-3 * Math.max(Math.abs(cpu[i]), 1e-6));
  });
});

test('run, pause, step and reset', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await expect(status(page)).toHaveAttribute('data-iteration', '0');
  await button(page, 'Run').click();
  await expectState(page, 'running');
  await expectIterationAtLeast(page, 50);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const paused = await iteration(page);
  await button(page, 'Step').click();
  await expect.poll(() => iteration(page)).toBe(paused + 1);
  await expectState(page, 'paused');
  await button(page, 'Reset').click();
  await expect.poll(() => iteration(page)).toBe(0);
  await expect(page).toHaveURL(/^(?!.*[?&#]iter=[1-9])/);
});

test('where memory cannot be shared, lanes train in a worker beside', async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await openLab(page, '#v=1&backend=wasm&lanes=maml~hf-maml');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(page.workers()).toHaveLength(cores > 1 ? 2 : 1);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 100);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const { rows } = await figureData(page, 'Meta-loss');
  expect(rows.map((row) => toNumber(row[row.length - 1])).every(Number.isFinite)).toBe(true);
});

test('a live slider acts while training and is recorded as an edit in the link', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 20);
  const alpha = slider(page, 'Inner step size α');
  await alpha.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.evaluate(() => decodeURIComponent(location.hash))).toMatch(/edits=\d+;alpha=/);
  const edited = await iteration(page);
  await expectIterationAtLeast(page, edited + 20);
  await expectState(page, 'running');
});

test('a lane that diverges stops and says so while the others go on', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&opt=sgd&lanes=maml~maml;beta=1;alpha=1');
  await button(page, 'Run').click();
  const lanes = page.getByRole('region', { name: 'Algorithms' }).getByRole('group');
  await expect(lanes.nth(1)).toContainText(/iteration \d+/i);
  await expect(lanes.nth(1)).toContainText(/diverge/i);
  const before = await iteration(page);
  await expectIterationAtLeast(page, before + 100);
});

test('a pause in a long evaluation is confirmed at once, and its numbers come', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml&eval=10&evaltasks=10000&teststeps=30&view=meta-loss');
  await button(page, 'Run').click();
  await expect(status(page)).toContainText(/Training, testing: \d+ %/);
  const took = await page.evaluate(async () => {
    const shown = document.querySelector('[aria-label="Training status"]') as HTMLElement;
    const paused = new Promise<number>((resolve) => {
      const watch = new MutationObserver(() => {
        if (shown.dataset.state !== 'paused') return;
        watch.disconnect();
        resolve(performance.now());
      });
      watch.observe(shown, { attributes: true });
    });
    const pause = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Pause');
    const asked = performance.now();
    pause?.click();
    return (await paused) - asked;
  });
  expect(took).toBeLessThan(1000);
  await expect(status(page)).toContainText(/Paused, testing: \d+ %/);
  await expect(status(page)).not.toContainText('testing');
  const at = await iteration(page);
  const newest = async () => {
    const { rows } = await figureData(page, 'Meta-loss');
    return Math.max(...rows.filter(([series]) => series === 'MAML').map((row) => toNumber(row[1])));
  };
  await expect.poll(newest).toBe(at);
});
