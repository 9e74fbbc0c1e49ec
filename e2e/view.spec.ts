// What the user sees is what the link opens: axes, values, scrubbers, own points and drawings, in a fresh page.
import type { Browser, Page } from '@playwright/test';
import { expect, expectState, figure, openLab, status, test } from './lab.ts';

/** The second drawn task of the default seed. */
const SECOND_TASK = 'amplitude 4.88, phase 2.51';

async function sharedLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page
    .getByRole('dialog', { name: 'Share' })
    .getByRole('textbox', { name: 'Link' })
    .inputValue();
  await page.keyboard.press('Escape');
  return link;
}

async function inFreshPage(
  browser: Browser,
  link: string,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(link);
  await expect(status(page)).toHaveAttribute('data-state', /idle|paused/);
  await look(page);
  await context.close();
}

test('axes, scale, values, lane, scrubbers and lecture mode open as they were', async ({ page, browser }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml~fo-maml&iter=60');
  await expectState(page, 'paused');
  await figure(page, 'Meta-loss').getByRole('button', { name: 'linear' }).click();
  await figure(page, 'Meta-loss').getByRole('combobox', { name: 'Horizontal axis' }).click();
  await page.getByRole('option', { name: 'gradient evaluations' }).click();
  await page.getByRole('group', { name: 'FO-MAML', exact: true }).click({ position: { x: 60, y: 10 } });
  await page.getByRole('slider', { name: 'Fit after' }).fill('3');
  await page.getByRole('slider', { name: 'Training time' }).focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'New task' }).click();
  await expect(figure(page, 'Adaptation').getByText(SECOND_TASK)).toBeVisible();
  await page.getByRole('button', { name: 'Lecture mode' }).click();
  const link = await sharedLink(page);
  await inFreshPage(browser, link, async (other) => {
    await expect(figure(other, 'Meta-loss').getByRole('button', { name: 'linear' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(figure(other, 'Meta-loss').getByRole('combobox', { name: 'Horizontal axis' })).toContainText(
      'gradient evaluations',
    );
    await expect(other.getByRole('group', { name: 'FO-MAML', exact: true })).toHaveAttribute(
      'data-selected',
      'true',
    );
    await expect(other.getByRole('slider', { name: 'Fit after' })).toHaveValue('3');
    await expect(other.getByRole('slider', { name: 'Training time' })).toHaveAttribute(
      'aria-valuetext',
      'iteration 0',
    );
    await expect(figure(other, 'Adaptation').getByText(SECOND_TASK)).toBeVisible();
    await expect(other.getByRole('button', { name: 'Lecture mode' })).toHaveAttribute('aria-pressed', 'true');
    expect(await sharedLink(other)).toBe(link);
  });
});

test('own points open where they were put', async ({ page, browser }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml');
  await page.getByRole('button', { name: 'Add point' }).click();
  await expect(page.getByRole('button', { name: 'Drawn task' })).toBeVisible();
  await expect(page).toHaveURL(/own=/);
  const link = await sharedLink(page);
  await inFreshPage(browser, link, async (other) => {
    await expect(other.getByRole('button', { name: 'Drawn task' })).toBeVisible();
    expect(await sharedLink(other)).toBe(link);
  });
});

test('drawn characters open as they were drawn, in a link of usual length', async ({ page, browser }) => {
  await openLab(page, '#v=1&task=glyphs&backend=wasm&lanes=maml&ways=2');
  const box = figure(page, 'Adaptation');
  await box.getByRole('button', { name: 'Draw', exact: true }).click();
  for (const subject of ['class 1', 'class 2', 'the query'])
    await box.getByRole('button', { name: `From the set: an image for ${subject}` }).click();
  await expect(page).toHaveURL(/own=i2-01-1\./);
  const link = await sharedLink(page);
  expect(link.length).toBeLessThan(4000);
  await inFreshPage(browser, link, async (other) => {
    await expect(figure(other, 'Adaptation').getByRole('button', { name: 'Drawn task' })).toBeVisible();
    await expect(
      figure(other, 'Adaptation').getByRole('button', { name: 'Draw', exact: true }),
    ).toHaveAttribute('aria-expanded', 'true');
    expect(await sharedLink(other)).toBe(link);
  });
});
