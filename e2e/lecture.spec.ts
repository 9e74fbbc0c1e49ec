// Lecture mode, single keys, full screen with its controls, and the pointer highlight.
import type { Locator } from '@playwright/test';
import {
  button,
  chooseMore,
  expect,
  expectState,
  figure,
  iteration,
  openLab,
  slider,
  status,
  test,
} from './lab.ts';

const pixels = (locator: Locator) =>
  locator.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));

test('a lecture enlarges everything that is read, and shows two figures with the rule', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const read = [
    figure(page, 'Adaptation').getByRole('heading'),
    button(page, 'Run'),
    status(page),
    page.getByRole('textbox', { name: 'Inner step size α' }),
    page.getByRole('region', { name: 'Algorithms' }).getByRole('button', { name: 'FO-MAML' }),
    page.getByRole('region', { name: 'Rule' }).getByText('Inner loop', { exact: true }),
  ];
  const before = await Promise.all(read.map(pixels));
  const lecture = page.getByRole('button', { name: 'Lecture mode' });
  await lecture.click();
  await expect(lecture).toHaveAttribute('aria-pressed', 'true');
  const after = await Promise.all(read.map(pixels));
  after.forEach((size, i) => {
    expect(size / before[i]).toBeGreaterThan(1.3);
  });
  const shown = page.getByRole('figure');
  await expect(shown).toHaveCount(2);
  const parts = [
    figure(page, 'Adaptation'),
    figure(page, 'Meta-loss'),
    page.getByRole('region', { name: 'Rule' }),
    ...['Inner step size α', 'Inner steps N', 'Outer step size β'].map((name) => slider(page, name)),
    button(page, 'Run'),
  ];
  for (const part of parts) await expect(part).toBeInViewport({ ratio: 0.95 });
  await lecture.click();
  await expect(figure(page, 'Gradient norm')).toBeVisible();
});

test('keys run, step, reset, select and explain themselves', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await page.keyboard.press('ArrowRight');
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  await page.keyboard.press('Space');
  await expectState(page, 'running');
  await page.keyboard.press('Space');
  await expectState(page, 'paused');
  await page.keyboard.press('2');
  await expect(
    page.getByRole('region', { name: 'Algorithms' }).getByRole('button', { name: 'FO-MAML' }),
  ).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('r');
  await expect(status(page)).toHaveAttribute('data-iteration', '0');
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keys' });
  await expect(list).toContainText('Run or pause');
  await list.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await page.keyboard.press('2');
  await page.keyboard.press('ArrowRight');
  expect(await iteration(page)).toBe(0);
});

test('keys leave typing, sliders and buttons alone', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const entry = page.getByRole('textbox', { name: 'Inner step size α' });
  await entry.fill('0.02');
  await entry.press('Space');
  await entry.press('r');
  await entry.press('ArrowRight');
  await entry.press('Escape');
  const steps = slider(page, 'Inner steps N');
  await steps.focus();
  await page.keyboard.press('ArrowRight');
  await expect(steps).toHaveAttribute('aria-valuenow', '2');
  const point = figure(page, 'Adaptation').getByRole('slider', { name: /support point 1:/i });
  await point.focus();
  await page.keyboard.press('ArrowRight');
  await button(page, 'Run').focus();
  await page.keyboard.press('ArrowRight');
  await expect(button(page, 'Step')).toBeFocused();
  await page.getByRole('combobox', { name: 'Task family' }).focus();
  await page.keyboard.press('r');
  await expectState(page, 'idle');
  expect(await iteration(page)).toBe(0);
  // A button that uses the key itself acts once.
  await button(page, 'Step').focus();
  await page.keyboard.press('Space');
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  await expectState(page, 'paused');
});

test('the full screen keeps the transport and the sliders', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const adaptation = figure(page, 'Adaptation');
  await page.keyboard.press('f');
  await expect(adaptation.getByRole('button', { name: 'Close full screen' })).toBeVisible();
  const drawing = await adaptation.boundingBox();
  const run = await button(page, 'Run').boundingBox();
  expect(drawing && run && drawing.y + drawing.height <= run.y).toBe(true);
  for (const name of ['Inner step size α', 'Inner steps N', 'Outer step size β'])
    await expect(slider(page, name)).toBeInViewport({ ratio: 1 });
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  await adaptation.getByRole('button', { name: 'Close full screen' }).click();
  await expect(adaptation.getByRole('button', { name: 'Close full screen' })).toHaveCount(0);
  await chooseMore(figure(page, 'Meta-loss'), 'Full screen');
  await slider(page, 'Inner steps N').focus();
  await page.keyboard.press('Escape');
  await expect(figure(page, 'Meta-loss').getByRole('button', { name: 'Close full screen' })).toHaveCount(0);
});

test('a ring follows the pointer where the lecturer wants it', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await page.getByRole('button', { name: 'Lecture mode' }).click();
  const toggle = page.getByRole('button', { name: 'Pointer highlight' });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await page.mouse.move(400, 300);
  const ring = page.locator('[data-pointer-highlight]');
  await expect
    .poll(async () => {
      const box = await ring.boundingBox();
      return box && [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    })
    .toEqual([400, 300]);
  await toggle.click();
  await expect(ring).toHaveCount(0);
});
