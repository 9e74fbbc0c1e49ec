// The anatomy of an iteration: phases forwards and back, the lit line of the rule, the step at its end, and no
// accessibility violation in both themes.
import { violations } from './axe.ts';
import { expect, figure, iteration, openLab, test } from './lab.ts';

const LINK = '#v=1&backend=wasm&lanes=maml~dif-maml&n=2&view=anatomy,adaptation';

test('an iteration is walked through, and the last phase takes it', async ({ page }) => {
  await openLab(page, LINK);
  const box = figure(page, 'Anatomy');
  const phase = box.locator('[data-phase]');
  await expect(phase).toHaveAttribute('data-phase', 'tasks');
  await expect(box.getByText('25 tasks are drawn.')).toBeVisible();
  const next = box.getByRole('button', { name: 'Next phase' });
  await next.click();
  await expect(phase).toHaveAttribute('data-phase', 'inner');
  await expect(box.locator('[data-lit=true]')).toContainText('Inner loop');
  await next.focus();
  await page.keyboard.press('ArrowRight');
  await expect(box.getByText('Step 2 of 2')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(box.getByText('Step 1 of 2')).toBeVisible();
  await box.getByRole('group', { name: 'Phase' }).getByRole('button', { name: 'Backward' }).click();
  await expect(box.locator('[data-lit=true]').first()).toContainText('Meta-gradient');
  await box.getByRole('group', { name: 'Phase' }).getByRole('button', { name: 'After' }).click();
  const before = await iteration(page);
  await box.getByRole('button', { name: 'Take this step' }).click();
  await expect(page.getByRole('status', { name: 'Training status' })).toHaveAttribute(
    'data-iteration',
    String(before + 1),
  );
  await expect(phase).toHaveAttribute('data-phase', 'tasks');
  await expect(box.getByText(`iteration ${before + 2} of MAML`)).toBeVisible();
});

test('agents have a phase in which they combine', async ({ page }) => {
  await openLab(page, LINK);
  const box = figure(page, 'Anatomy');
  await box.getByRole('combobox', { name: 'Lane taken apart' }).click();
  await page.getByRole('option', { name: 'Dif-MAML' }).click();
  await box.getByRole('group', { name: 'Phase' }).getByRole('button', { name: 'Combine' }).click();
  await expect(box.getByText('Each agent averages with the others')).toBeVisible();
  await expect(box.locator('[data-lit=true]')).toContainText('Combine');
});

test('in a narrow figure the names of the phases stand whole', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml&view=adaptation,anatomy');
  const phases = figure(page, 'Anatomy').getByRole('group', { name: 'Phase' }).getByRole('button');
  await expect(phases).toHaveCount(6);
  for (const phase of await phases.all())
    expect(await phase.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeLessThan(2);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the anatomy has no accessibility violation in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, LINK);
    const box = figure(page, 'Anatomy');
    for (const name of ['Inner loop', 'Backward', 'After']) {
      await box.getByRole('group', { name: 'Phase' }).getByRole('button', { name }).click();
      expect(await violations(page, '[data-figure=anatomy]')).toEqual([]);
    }
  });
}
