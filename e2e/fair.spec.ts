// A fair comparison stays fair: what one lane's agents or tasks do to the others is said, and offered to all.
import { button, expect, expectIterationAtLeast, expectState, openLab, test } from './lab.ts';

test('own agents of a lane are told, and given to all lanes by one press', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=dif-maml~centralized');
  const algorithms = page.getByRole('region', { name: 'Algorithms' });
  await expect(algorithms).toContainText('same tasks, same seed');
  await algorithms
    .getByRole('group', { name: 'Dif-MAML', exact: true })
    .getByRole('button', { name: 'Own values' })
    .click();
  await page.getByRole('textbox', { name: 'Agents of Dif-MAML' }).fill('4');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(algorithms.getByRole('note')).toContainText('4 in Dif-MAML');
  await expect(algorithms.getByRole('note')).toContainText('They train on different tasks');
  await algorithms.getByRole('button', { name: 'Agents: 4 in all lanes' }).click();
  await expect(algorithms).toContainText('same tasks, same seed');
  await expect(algorithms.getByRole('note')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(algorithms.getByRole('note')).toBeVisible();
});

test('a lane that weighs tasks says that all lanes get its set, and undo brings the run back', async ({
  page,
}) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml~fo-maml');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 10);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const lane = page.getByRole('group', { name: 'FO-MAML', exact: true });
  await lane.click({ position: { x: 60, y: 10 } });
  await lane.getByRole('combobox', { name: 'Weighting' }).click();
  await page.getByRole('option', { name: /min-max|worst case/i }).click();
  const said = page.getByRole('status', { name: 'What was changed' });
  await expect(said).toContainText(/All lanes now train on a set of \d+ tasks\. Training starts over/);
  await said.getByRole('button', { name: 'Undo' }).click();
  await expectState(page, 'paused');
  await expectIterationAtLeast(page, 10);
});
