// The landscape of a model that has no closed form: computed by itself while it is looked at, and following training.
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figure,
  figureData,
  openLab,
  test,
} from './lab.ts';

test('the landscape appears without a click and follows training', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const landscape = figure(page, 'Loss landscape');
  await landscape.scrollIntoViewIfNeeded();
  await expect(landscape).toContainText(/At iteration 0; mean of \d+ test tasks; \d+ × \d+ points/);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 60);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const iteration = await page
    .getByRole('status', { name: 'Training status' })
    .getAttribute('data-iteration');
  await expect(landscape).toContainText(`At iteration ${Number(iteration).toLocaleString('en-US')};`);
  const { rows } = await figureData(page, 'Loss landscape');
  const path = rows.filter(([what]) => what === 'path of MAML');
  expect(path.length).toBeGreaterThan(1);
});

test('planes can be chosen, and zoomed', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&iter=40');
  await expectState(page, 'paused');
  const landscape = figure(page, 'Loss landscape');
  await landscape.scrollIntoViewIfNeeded();
  await landscape.getByRole('combobox', { name: 'Plane' }).click();
  await page.getByRole('option', { name: 'through three lanes' }).click();
  await expect(landscape).toContainText('first direction (distance in w)');
  await expect(landscape).toContainText('At iteration 40;');
  await landscape.getByRole('combobox', { name: 'Plane' }).click();
  await page.getByRole('option', { name: 'random plane' }).click();
  await expect(landscape).toContainText('first direction (filter lengths)');
  const table = async () => (await figureData(page, 'Loss landscape')).rows.at(-1);
  const [, , corner] = (await table()) ?? [];
  await landscape.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(async () => Number((await table())?.[2])).toBe(Number(corner) / 2);
  const before = (await table())?.[4];
  await landscape.getByRole('button', { name: 'New directions' }).click();
  await expect.poll(async () => (await table())?.[4]).not.toBe(before);
});
