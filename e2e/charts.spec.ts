// What charts say is true and readable: scales, names, marks and numbers, in a real browser.
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figure,
  iteration,
  openLab,
  slider,
  status,
  test,
} from './lab.ts';

test('a figure without values shows no scale, only why', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml&view=meta-loss,disagreement');
  await expect(figure(page, 'Disagreement').locator('svg text')).toHaveText(['Only network lanes have it.']);
  // One evaluation, before training: no tenths of an iteration.
  await expect(figure(page, 'Meta-loss')).toContainText('MAML');
  await expect(figure(page, 'Meta-loss').getByText('0.2', { exact: true })).toHaveCount(0);
});

test('the meta-loss scales to the test curves, marks edits in grey and reads four digits', async ({
  page,
}) => {
  await openLab(page, '#v=1&backend=wasm&eval=10&lanes=maml~fo-maml&view=meta-loss');
  const loss = figure(page, 'Meta-loss');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 60);
  await slider(page, 'Inner step size α').press('ArrowRight');
  await expectIterationAtLeast(page, 120);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const mark = loss.locator('svg text', { hasText: /^α 0\.01 → / });
  await expect(mark).toHaveAttribute('fill', 'var(--soft)');
  const ticks = () =>
    loss
      .locator('svg')
      .evaluateAll((all) =>
        all
          .flatMap((svg) => [...svg.querySelectorAll('text[text-anchor="end"]')])
          .map((text) => text.textContent),
      );
  const reader = loss.getByRole('slider', { name: /values along iterations/ });
  // The evaluation at the pause is drawn.
  await expect(reader).toHaveAttribute('aria-valuemax', String(await iteration(page)));
  const both = await ticks();
  await loss.getByRole('button', { name: 'Curve options' }).click();
  await page.getByRole('combobox', { name: 'Curves' }).click();
  await page.getByRole('option', { name: 'test only' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(ticks).toEqual(both);
  await reader.focus();
  await page.keyboard.press('Home');
  const read = (await reader.getAttribute('aria-valuetext')) ?? '';
  expect(read).toMatch(/^iterations 0: MAML \d/);
  for (const [value] of read.matchAll(/\d+\.\d+/g))
    expect(value.replace('.', '').length).toBeLessThanOrEqual(4);
});

test('task weights stand beside their names, which are whole', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=da-maml&view=adaptation,meta-loss,task-weights');
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  const weights = figure(page, 'Task weights');
  await expect(weights).toContainText('p now');
  await expect(weights.getByText('amplitude', { exact: true })).toBeVisible();
  await expect(weights.getByText(/^\d+ other tasks$/)).toBeVisible();
  const words = await weights.locator('svg text').allTextContents();
  expect(words.filter((text) => text.includes('…'))).toEqual([]);
});

test('symbols are typeset, and a label says its unit once', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=da-maml~dif-maml');
  const label = page.getByText(/^Weight step η/).first();
  await expect(label.locator('sub')).toHaveText('p');
  await expect(slider(page, 'Weight step η_p')).toHaveCount(1);
  for (const part of ['Task and model', 'Training', 'Evaluation'])
    await page.getByRole('button', { name: part, exact: true }).click();
  await expect(page.getByText('Test tasks', { exact: true }).first()).toBeVisible();
  expect(await page.locator('body').innerText()).not.toMatch(/\b(tasks|steps|shots|ways) \1\b/i);
});
