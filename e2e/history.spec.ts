// Nothing is destroyed by one click: undo and redo, and lanes that are taken away.
import type { Page } from '@playwright/test';
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figureData,
  iteration,
  openLab,
  status,
  test,
} from './lab.ts';

const header = (page: Page) => page.getByRole('banner');
const undo = (page: Page) => header(page).getByRole('button', { name: 'Undo' });
const redo = (page: Page) => header(page).getByRole('button', { name: 'Redo' });
const message = (page: Page) => page.getByRole('status', { name: 'What was changed' });

/** Few enough for the table to hold every one. */
const AT = 40;

async function openAt(page: Page, link: string, at: number): Promise<void> {
  await openLab(page, `${link}&iter=${at}`);
  await expectState(page, 'paused');
  await expect(status(page)).toHaveAttribute('data-iteration', String(at));
}

/** Trains past an iteration and rests; where it rests. */
async function trainTo(page: Page, least: number): Promise<number> {
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, least);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  return iteration(page);
}

/** The rows of Meta-loss of the lanes whose name fits. */
async function curvesOf(page: Page, lane: RegExp): Promise<string[][]> {
  const { rows } = await figureData(page, 'Meta-loss');
  return rows.filter(([name]) => lane.test(name));
}

test('a reset is undone with its curves, and redone', async ({ page }) => {
  await openAt(page, '#v=1&backend=wasm&lanes=maml~fo-maml', AT);
  await expect(undo(page)).toBeDisabled();
  const before = await figureData(page, 'Meta-loss');
  await button(page, 'Reset').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '0');
  await expect(message(page)).toContainText('Reset. Training starts over');
  await message(page).getByRole('button', { name: 'Undo' }).click();
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT));
  await expectState(page, 'paused');
  await expect(async () => expect((await figureData(page, 'Meta-loss')).rows).toEqual(before.rows)).toPass();
  await redo(page).click();
  await expect(status(page)).toHaveAttribute('data-iteration', '0');
  await page.keyboard.press('Control+z');
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT));
  // It goes on from where it was.
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT + 1));
});

test('a removed lane leaves the curves of the others as they were, and comes back', async ({ page }) => {
  await openAt(page, '#v=1&backend=wasm&lanes=maml~fo-maml~hf-maml', AT);
  const all = await figureData(page, 'Meta-loss');
  const others = await curvesOf(page, /^(?!FO-MAML)/);
  await page
    .getByRole('group', { name: 'FO-MAML', exact: true })
    .getByRole('button', { name: 'Remove' })
    .click();
  await expect(page.getByRole('group', { name: 'FO-MAML', exact: true })).toHaveCount(0);
  await expect(message(page)).toContainText('Removed FO-MAML');
  await expectState(page, 'paused');
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT));
  await expect(async () => expect(await curvesOf(page, /./)).toEqual(others)).toPass();
  await undo(page).click();
  await expect(page.getByRole('group', { name: 'FO-MAML', exact: true })).toBeVisible();
  await expect(async () => expect((await figureData(page, 'Meta-loss')).rows).toEqual(all.rows)).toPass();
});

test('a live change is taken back where training is, by the keys', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml');
  const alpha = page.getByRole('slider', { name: 'Inner step size α' });
  await expect(alpha).toHaveValue('0.01');
  const at = await trainTo(page, 30);
  await alpha.focus();
  await page.keyboard.press('ArrowRight');
  await expect(alpha).toHaveValue('0.012');
  await page.keyboard.press('Control+z');
  await expect(alpha).toHaveValue('0.01');
  await expect(status(page)).toHaveAttribute('data-iteration', String(at));
  await page.keyboard.press('Control+Shift+z');
  await expect(alpha).toHaveValue('0.012');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+y');
  await expect(alpha).toHaveValue('0.012');
});

test('Back and Forward step through experiments with their curves, and leave the page after the first', async ({
  page,
}) => {
  await openAt(page, '#v=1&backend=wasm&lanes=maml', AT);
  await page.getByRole('combobox', { name: 'Task family' }).click();
  await page.getByRole('option', { name: 'Quadratics' }).click();
  await expect(page).toHaveURL(/task=quadratics/);
  await expectState(page, 'idle');
  await trainTo(page, 10);
  await page.getByRole('button', { name: 'Add algorithm' }).click();
  await page.getByRole('menuitem', { name: 'Reptile', exact: true }).click();
  await expect(page).toHaveURL(/lanes=[^&]*reptile/);
  await page.goBack();
  await expect(page).toHaveURL(/task=quadratics(?!.*~reptile)/);
  await expect(page.getByRole('group', { name: 'Reptile', exact: true })).toHaveCount(0);
  await page.goBack();
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT));
  await expect(page).toHaveURL(/#v=1&lanes=maml&iter=40&backend=wasm/);
  await page.goForward();
  await expect(page).toHaveURL(/task=quadratics/);
  await expect.poll(() => iteration(page)).toBeGreaterThanOrEqual(10);
  // Undo goes the same way, and the browser with it.
  await undo(page).click();
  await expect(page).toHaveURL(/iter=40/);
  await page.goBack();
  await expect(page).toHaveURL('about:blank');
});

test('a link typed into the address of the open page opens, and can be undone; a reload keeps the way back', async ({
  page,
}) => {
  await openAt(page, '#v=1&backend=wasm&lanes=maml', AT);
  await page.evaluate(() => {
    window.location.hash = '#v=1&seed=77&lanes=maml&backend=wasm';
  });
  await expect(page).toHaveURL(/seed=77/);
  await expect(status(page)).toHaveAttribute('data-iteration', '0');
  await undo(page).click();
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT));
  await redo(page).click();
  await expect(page).toHaveURL(/seed=77/);
  await page.reload();
  await expectState(page, 'idle');
  await page.goBack();
  await expect(status(page)).toHaveAttribute('data-iteration', String(AT));
  await redo(page).click();
  await expect(page).toHaveURL(/seed=77/);
});

test('what starts training over says so before it does', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml');
  await page.getByRole('combobox', { name: 'Task family' }).click();
  await expect(page.getByText('Another family starts over', { exact: false })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Weighting' }).click();
  await expect(page.getByText('A change starts training over', { exact: false })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add algorithm' }).click();
  await expect(page.getByText('All lanes start over together', { exact: false })).toBeVisible();
});
