// The header of a figure: its help and its one menu, by mouse, keyboard and touch.
import { chooseMore, expect, figure, figureData, openLab, test } from './lab.ts';

const titles = (page: Parameters<typeof openLab>[0]) =>
  page.getByRole('figure').getByRole('heading', { level: 2 });

test('a figure says what it shows, and its menu shows data, exports, moves, removes and enlarges', async ({
  page,
}) => {
  await openLab(page, '#v=1&backend=wasm&view=adaptation,meta-loss,gradient-norm');
  const loss = figure(page, 'Meta-loss');
  await loss.getByRole('button', { name: 'What is this?' }).click();
  await expect(page.getByRole('dialog', { name: 'About Meta-loss' })).toContainText('Lower is better');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'About Meta-loss' })).toHaveCount(0);

  expect((await figureData(page, 'Meta-loss')).columns.length).toBeGreaterThan(1);
  await chooseMore(loss, 'Hide data');
  await expect(loss.getByRole('table')).toHaveCount(0);

  await chooseMore(loss, 'Export…');
  const file = page.waitForEvent('download');
  await page.getByRole('dialog', { name: 'Export Meta-loss' }).getByRole('button', { name: /SVG/ }).click();
  expect((await file).suggestedFilename()).toMatch(/meta-loss.*\.svg$/);

  await chooseMore(loss, 'Full screen');
  await loss.getByRole('button', { name: 'Close full screen' }).click();
  await chooseMore(loss, 'Remove');
  await expect(titles(page)).toHaveText(['Adaptation', 'Gradient norm']);
});

test('by keyboard alone a figure is moved, and its menu keeps the focus', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&view=adaptation,meta-loss,gradient-norm');
  const more = figure(page, 'Meta-loss').getByRole('button', { name: 'More', exact: true });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Show data' })).toBeFocused();
  await page.keyboard.press('m');
  await expect(page.getByRole('menuitem', { name: 'Move', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('menuitem', { name: 'To the main place' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(titles(page)).toHaveText(['Meta-loss', 'Adaptation', 'Gradient norm']);
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(more).toBeFocused();
});

test('dragging a title puts its figure in another place', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&view=adaptation,meta-loss,gradient-norm');
  await figure(page, 'Gradient norm').getByRole('heading').dragTo(figure(page, 'Adaptation'));
  await expect(titles(page)).toHaveText(['Gradient norm', 'Adaptation', 'Meta-loss']);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });
  test('help and menu open at 390 px', async ({ page }) => {
    await openLab(page, '#v=1&backend=wasm');
    const adaptation = figure(page, 'Adaptation');
    await adaptation.getByRole('button', { name: 'What is this?' }).tap();
    await expect(page.getByRole('dialog', { name: 'About Adaptation' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await adaptation.getByRole('button', { name: 'More', exact: true }).tap();
    await page.getByRole('menuitem', { name: 'Move', exact: true }).tap();
    await page.getByRole('menuitem', { name: 'Later' }).tap();
    await expect(titles(page).first()).toHaveText('Meta-loss');
  });
});
