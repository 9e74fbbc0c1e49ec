// Pinned results say what differs between them, can be named, compared at one iteration, opened and copied.
import type { Page } from '@playwright/test';
import { button, expect, expectIterationAtLeast, expectState, figure, openLab, status, test } from './lab.ts';

/** Trains a link for a while and pins it; the dialog "Compare" is then open. */
async function pinned(page: Page, hash: string, iterations: number): Promise<void> {
  await openLab(page, hash);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, iterations);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  await page.getByRole('button', { name: 'Pin results' }).click();
  await expect(page.getByRole('dialog', { name: 'Compare' })).toBeVisible();
}

test('pins say what differs, at the same iteration, and are named, copied and opened', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pinned(page, '#v=1&backend=wasm&eval=10&lanes=maml~fo-maml', 40);
  await pinned(page, '#v=1&backend=wasm&eval=10&alpha=0.02&seed=8&lanes=maml', 120);
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  const table = dialog.getByRole('table');
  for (const name of ['α', 'Seed', 'Iteration', 'Test loss'])
    await expect(table.getByRole('columnheader', { name, exact: true })).toBeVisible();
  // What is the same in all has no column, nor what an algorithm's name says.
  for (const name of ['β', 'N', 'Accuracy', 'Curvature'])
    await expect(table.getByRole('columnheader', { name, exact: true })).toHaveCount(0);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(dialog.getByRole('button', { name: 'Delete Pin 1' })).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 1440, height: 900 });

  const name = dialog.getByRole('textbox', { name: 'Name of Pin 1' });
  await name.fill('Small steps');
  await name.press('Enter');
  await expect(table.getByRole('link', { name: 'Small steps' })).toHaveCount(2);
  const wrong = dialog.getByRole('textbox', { name: 'Name of Pin 2' });
  await wrong.fill('Small steps');
  await wrong.press('Enter');
  await expect(dialog.getByText(/another row/)).toBeVisible();
  await wrong.fill('Pin 2');
  await wrong.press('Enter');

  const toggle = dialog.getByRole('switch', { name: /^All at iteration/ });
  await toggle.click();
  const common = (await toggle.getAttribute('aria-label'))?.replace(/\D/g, '');
  const iterations = await table.getByRole('row').evaluateAll((rows) => {
    const heads = [...rows[0].querySelectorAll('th')].map((cell) => cell.textContent?.replace(/[ ↑↓]/g, ''));
    const at = heads.indexOf('Iteration');
    return rows.slice(1).map((row) => row.querySelectorAll('td')[at].textContent);
  });
  expect(iterations.length).toBe(4);
  for (const iteration of iterations) expect(iteration).toBe(common);

  await dialog.getByRole('button', { name: 'Copy Markdown' }).click();
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  expect(markdown).toMatch(/\| Small steps \| Sinusoid \| MAML \| 0\.01 \| 4 \|/);
  expect(markdown).toMatch(/#v=1\S*alpha=0\.02\S*seed=8|#v=1\S*seed=8\S*alpha=0\.02/);
  expect(markdown).not.toContain('NaN');
  await dialog.getByRole('button', { name: 'Copy CSV' }).click();
  const csv = await page.evaluate(() => navigator.clipboard.readText());
  for (const cell of csv.split(/[\r\n,]+/))
    if (/^\d*\.\d+$/.test(cell)) expect(cell.replace(/^0\.0*|\./g, '').length).toBeLessThanOrEqual(4);

  await table.getByRole('link', { name: 'Small steps' }).first().click();
  await expect(dialog).toHaveCount(0);
  await expect(status(page)).toHaveAttribute('data-state', /paused|replaying|running|idle/);
  await expect(page.getByRole('slider', { name: 'Inner step size α' })).toHaveValue('0.01');
  // Both runs stand behind the live one, told apart by their numbers.
  await expectState(page, 'paused');
  const loss = figure(page, 'Meta-loss');
  await expect(loss).toContainText('Small steps');
  await expect(loss).toContainText('Pin 2');
});
