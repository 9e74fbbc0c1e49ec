// Motion follows the mathematics after a single step, and only then.
import type { Page } from '@playwright/test';
import { button, expect, expectIterationAtLeast, figure, openLab, status, test } from './lab.ts';

/** Counts the frames in which something fits the selector, from now on. */
async function watch(page: Page, selector: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const counts = window as unknown as { seen: number };
    counts.seen = 0;
    requestAnimationFrame(function look() {
      if (document.querySelector(wanted)) counts.seen++;
      requestAnimationFrame(look);
    });
  }, selector);
  return () => page.evaluate(() => (window as unknown as { seen: number }).seen);
}

const MOVING = '[data-moving]';

test('a step moves the inner steps along the curve, and comes to rest', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&n=3');
  await expect(figure(page, 'Adaptation')).toContainText('launch');
  const seen = await watch(page, MOVING);
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '1');
  await expect.poll(seen).toBeGreaterThan(1);
  await expect(page.locator(MOVING)).toHaveCount(0);
});

test('nothing moves at full speed', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&n=3');
  const seen = await watch(page, `${MOVING}, [data-flow]`);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 60);
  expect(await seen()).toBe(0);
});

test('nothing moves where less motion is asked for', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLab(page, '#v=1&backend=wasm&n=3');
  await expect(figure(page, 'Adaptation')).toContainText('launch');
  const seen = await watch(page, MOVING);
  await button(page, 'Step').click();
  await button(page, 'Step').click();
  await expect(status(page)).toHaveAttribute('data-iteration', '2');
  await expect(figure(page, 'Adaptation')).toContainText('iteration 2');
  expect(await seen()).toBe(0);
});

test('weights flow along the edges at the combination of a step', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=dif-maml&view=agent-network,meta-loss');
  const network = figure(page, 'Agent network');
  await expect(network.getByRole('button', { name: /^Agent 1/ })).toBeVisible();
  await expect(network.locator('[data-flow]')).toHaveCount(0);
  await button(page, 'Step').click();
  await expect(network.locator('[data-flow="1"]')).toHaveCount(1);
  expect(await network.locator('[data-flow] circle').count()).toBeGreaterThan(3);
});
