// The papers' experiments: found and opened by keyboard, on a phone, without accessibility violations.
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { button, expect, openLab, status, test } from './lab.ts';

async function openExperiments(page: Page) {
  await page.getByRole('button', { name: 'Experiments', exact: true }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Experiments' });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('an experiment of a paper is opened by keyboard and trains', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const dialog = await openExperiments(page);
  await dialog.getByRole('button', { name: 'Open Three quadratics, two gradient steps' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/task=quadratics/);
  await expect(status(page)).toHaveAttribute('data-state', 'idle');
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the dialog has no accessibility violation in the ${colorScheme} theme at 390 px`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, '#v=1&backend=wasm');
    const dialog = await openExperiments(page);
    const overflow = await dialog.evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await violations(page, '[role=dialog]')).toEqual([]);
  });
}
