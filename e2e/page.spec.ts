// The page itself: layout at both widths, both themes, names, accessibility, own task, and its failures.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from '@playwright/test';
import { findChromium } from '../src/cli/shared/chromium.ts';
import {
  button,
  chooseMore,
  expect,
  expectIterationAtLeast,
  expectState,
  figure,
  figureData,
  iteration,
  openLab,
  slider,
  status,
  test,
  watchConsole,
} from './lab.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('what a lecture needs is visible at 1440 × 900 without scrolling', async ({ page }) => {
  await openLab(page);
  const needed = [
    page.getByRole('toolbar', { name: 'Training' }),
    page.getByRole('region', { name: 'Algorithms' }),
    ...['Inner step size α', 'Inner steps N', 'Outer step size β', 'Tasks per iteration B', 'Shots K'].map(
      (name) => slider(page, name),
    ),
    figure(page, 'Meta-loss'),
    figure(page, 'Adaptation'),
  ];
  for (const item of needed) await expect(item).toBeInViewport({ ratio: 0.95 });
});

test('reading one chart shows the same iteration in the others', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&eval=20&lanes=maml~da-maml');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 40);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const reader = figure(page, 'Meta-loss').getByRole('slider', { name: /values along iterations/ });
  const linked = figure(page, 'Gradient norm').locator('[data-linked-reading]');
  await reader.focus();
  await page.keyboard.press('Home');
  await expect(linked).toHaveAttribute('data-linked-reading', '0');
  await expect(linked.locator('circle')).toHaveCount(2);
  await page.keyboard.press('PageUp');
  // The nearest evaluation to iteration 50, within the run.
  await expect(linked).toHaveAttribute('data-linked-reading', /^[246]0$/);
  await page.keyboard.press('Escape');
  await expect(linked).toHaveCount(0);
  await reader.hover();
  await expect(linked).toHaveCount(1);
  await reader.hover({ position: { x: 3, y: 40 } });
  await expect(linked).toHaveAttribute('data-linked-reading', '0');
  await status(page).hover();
  await expect(linked).toHaveCount(0);
});

test('the rule’s symbols and the sliders lead to each other by keyboard', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=hf-maml');
  const rule = page.getByRole('region', { name: 'Rule' });
  const alpha = rule.getByRole('button', { name: 'α = 0.01' });
  await alpha.focus();
  await expect(alpha).toHaveAttribute('data-lit', 'true');
  await page.keyboard.press('Enter');
  await expect(slider(page, 'Inner step size α')).toBeFocused();
  await expect(alpha).toHaveAttribute('data-lit', 'true');
  await slider(page, 'Hessian-free δ').focus();
  await expect(rule.getByRole('button', { name: 'δ = 0.001' })).toHaveAttribute('data-lit', 'true');
  await expect(alpha).not.toHaveAttribute('data-lit');
  await chooseMore(rule, 'Full screen');
  await expect(rule.getByRole('button', { name: 'Close full screen' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rule.getByRole('button', { name: 'Close full screen' })).toHaveCount(0);
});

test('figures out of sight have caught up after Pause', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 500 });
  await openLab(page, '#v=1&backend=wasm&lanes=maml~dif-maml;agents=4;graph=0-1');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 40);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const norm = figure(page, 'Gradient norm');
  await expect(norm).not.toBeInViewport();
  await expect(norm).toContainText('MAML');
  await expect(norm).not.toContainText('first evaluation');
  await expect(figure(page, 'Agent network')).toContainText(/not connected|is not running/i);
});

test('one column at 390 px, nothing wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  await slider(page, 'Shots K').scrollIntoViewIfNeeded();
  await expect(slider(page, 'Shots K')).toBeInViewport();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violation in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, '#v=1&backend=wasm&lanes=maml~da-maml~dif-maml');
    await button(page, 'Step').click();
    await expect(status(page)).toHaveAttribute('data-iteration', '1');
    await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
      const axe = (
        window as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
            }>;
          };
        }
      ).axe;
      return (await axe.run()).violations.map(
        (violation) =>
          `${violation.id}: ${violation.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
      );
    });
    expect(violations).toEqual([]);
  });
}

test('transport buttons have unambiguous names', async ({ page }) => {
  await openLab(page);
  for (const name of ['Run', 'Step', 'Reset', 'Share'])
    await expect(page.getByRole('button', { name })).toHaveCount(1);
});

test('every lane of an own task follows at once when its points are dragged', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await button(page, 'Step').click();
  const box = figure(page, 'Adaptation');
  const before = await figureData(page, 'Adaptation');
  const point = box.getByRole('slider', { name: /support point 1:/i });
  await point.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp');
  await expect
    .poll(async () => JSON.stringify((await figureData(page, 'Adaptation')).rows))
    .not.toBe(JSON.stringify(before.rows));
  expect(await iteration(page)).toBe(1);
});

test('a non-numeric entry gets a message where it was typed', async ({ page }) => {
  await openLab(page);
  const entry = page.getByRole('textbox', { name: 'Inner step size α' });
  await entry.fill('fast');
  await entry.press('Enter');
  await expect(page.getByText(/fast/)).toBeVisible();
  await entry.fill('900');
  await entry.press('Enter');
  await expect(page.getByText(/900/).first()).toBeVisible();
});

test('the task family and the lanes can be changed', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const region = page.getByRole('region', { name: 'Algorithms' });
  await expect(region.getByRole('group', { name: 'MAML', exact: true })).toBeVisible();
  await region.getByRole('group', { name: 'HF-MAML' }).getByRole('button', { name: 'Remove' }).click();
  await expect(region.getByRole('group', { name: 'HF-MAML' })).toHaveCount(0);
  await region.getByRole('button', { name: 'Add algorithm' }).click();
  await page.getByRole('menuitem', { name: 'Reptile' }).click();
  await expect(region.getByRole('group', { name: 'Reptile' })).toBeVisible();
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 40);
});

test('without a GPU adapter the page trains on WASM and says why', async ({ baseURL }) => {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-features=WebGPU',
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage({ ...(baseURL ? { baseURL } : {}) });
  const noise: string[] = [];
  watchConsole(page, noise);
  await openLab(page);
  await expect(status(page)).toHaveAttribute('data-backend', 'wasm');
  const notice = page.getByRole('alert').filter({ hasText: /has no WebGPU|no graphics adapter/i });
  await expect(notice).toBeVisible();
  // It moves nothing, and once closed it is not said again.
  const place = () => figure(page, 'Adaptation').boundingBox();
  const before = await place();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  expect(await place()).toEqual(before);
  await openLab(page);
  await expect(status(page)).toHaveAttribute('data-backend', 'wasm');
  await expect(notice).toHaveCount(0);
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  await browser.close();
  expect(noise).toEqual([]);
});

test('a worker that dies is replaced: the curves stay and training can go on', async ({ page }) => {
  await openLab(page, '#v=1&backend=webgpu&batch=4');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 10);
  const [worker] = page.workers();
  await worker.evaluate(() => {
    const create = GPUDevice.prototype.createCommandEncoder;
    GPUDevice.prototype.createCommandEncoder = function (...args) {
      this.destroy();
      return create.apply(this, args);
    };
  });
  await expect(status(page)).toHaveAttribute('data-backend', 'wasm');
  await expect(page.getByText(/The GPU was lost/).first()).toBeVisible();
  const resumed = await iteration(page);
  await expectIterationAtLeast(page, resumed + 20);
  await expectState(page, 'running');
});
