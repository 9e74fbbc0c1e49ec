// The introduction: offered at the first visit and never again, something moves within a second, forwards and back,
// skipped, reached again, and without accessibility violations.
import { violations } from './axe.ts';
import { expect, expectState, figure, iteration, openLab, test } from './lab.ts';

test('a first visit is offered the introduction, once', async ({ page }) => {
  await page.goto('/');
  const offer = page.getByRole('region', { name: 'Introduction' });
  await expect(offer.getByText('New here?')).toBeVisible();
  await offer.getByRole('button', { name: 'No, thanks' }).click();
  await expect(offer).toBeHidden();
  await page.reload();
  await expectState(page, /idle|paused/);
  await expect(offer).toBeHidden();
});

test('a link is not interrupted by the offer', async ({ page }) => {
  await openLab(page, '#v=1&task=quadratics');
  await expect(page.getByRole('region', { name: 'Introduction' })).toBeHidden();
});

test('the introduction moves at once, trains, and leaves the lab as it is', async ({ page }) => {
  await page.goto('/');
  const box = page.getByRole('region', { name: 'Introduction' });
  await box.getByRole('button', { name: 'Show me' }).click();
  await expect(box).toHaveAttribute('data-step', '1');
  const task = figure(page, 'Adaptation').getByText(/amplitude [\d.]+, phase/);
  const first = await task.textContent();
  await expect(task).not.toHaveText(first ?? '', { timeout: 5000 });
  await box.getByRole('button', { name: 'Next' }).click();
  await expect(box).toHaveAttribute('data-step', '2');
  await box.getByRole('button', { name: 'Back' }).click();
  await expect(box).toHaveAttribute('data-step', '1');
  await box.getByRole('button', { name: 'Next' }).click();
  await box.getByRole('button', { name: 'Next' }).click();
  await expectState(page, 'running');
  await expect.poll(() => iteration(page)).toBeGreaterThan(50);
  await box.getByRole('button', { name: 'Next' }).click();
  await expectState(page, 'paused');
  const reached = await iteration(page);
  await box.getByRole('button', { name: 'Next' }).click();
  await box.getByRole('button', { name: 'Done' }).click();
  await expect(box).toBeHidden();
  expect(await iteration(page)).toBe(reached);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it is reached under “Lessons”, skipped, and accessible in the ${colorScheme} theme`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, '#v=1&backend=wasm');
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    await page.getByRole('dialog', { name: 'Lessons' }).getByRole('button', { name: 'Introduction' }).click();
    const box = page.getByRole('region', { name: 'Introduction' });
    await expect(box).toHaveAttribute('data-step', '1');
    expect(await violations(page, '[data-step]')).toEqual([]);
    await box.getByRole('button', { name: 'Skip the introduction' }).click();
    await expect(box).toBeHidden();
  });
}
