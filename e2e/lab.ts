// What every end-to-end test needs: open the lab, wait for a state, read numbers, and fail on console noise.
import { test as base, type ConsoleMessage, expect, type Locator, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

/** A page whose console must stay free of errors and warnings. */
export const test = base.extend<{ quietConsole: string[] }>({
  quietConsole: [
    async ({ page }, use) => {
      const noise: string[] = [];
      watchConsole(page, noise);
      await use(noise);
      expect(noise, 'the console stays quiet').toEqual([]);
    },
    { auto: true },
  ],
});

/** Collects errors and warnings of a page into `noise`. */
export function watchConsole(page: Page, noise: string[]): void {
  const note = (message: ConsoleMessage) => {
    if (message.type() === 'error' || message.type() === 'warning')
      noise.push(`${message.type()}: ${message.text()}`);
  };
  page.on('console', note);
  page.on('pageerror', (error) => noise.push(`uncaught: ${error.message}`));
}

export const status = (page: Page): Locator => page.getByRole('status', { name: 'Training status' });
export const toolbar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Training' });
export const button = (page: Page, name: string): Locator =>
  toolbar(page).getByRole('button', { name, exact: true });
export const figure = (page: Page, name: string): Locator => page.getByRole('figure', { name });
export const slider = (page: Page, name: string): Locator => page.getByRole('slider', { name });

/** Opens the lab at a hash in a fresh document and waits until it can be used. */
export async function openLab(page: Page, hash = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`/${hash}`);
  await expect(status(page)).toHaveAttribute('data-state', /idle|paused|running|replaying/);
}

export async function iteration(page: Page): Promise<number> {
  return Number(await status(page).getAttribute('data-iteration'));
}

export async function expectState(page: Page, state: string | RegExp): Promise<void> {
  await expect(status(page)).toHaveAttribute('data-state', state);
}

export async function expectIterationAtLeast(page: Page, least: number): Promise<void> {
  await expect.poll(() => iteration(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(least);
}

/** Chooses an item of a figure's menu "More", in the figure or any other part that has one. */
export async function chooseMore(box: Locator, item: string): Promise<void> {
  await box.getByRole('button', { name: 'More', exact: true }).click();
  await box.page().getByRole('menuitem', { name: item, exact: true }).click();
}

/** The cells of a figure's data table by column, numbers where they are numbers. */
export async function figureData(page: Page, name: string): Promise<{ columns: string[]; rows: string[][] }> {
  const box = figure(page, name);
  const table = box.getByRole('table');
  if (!(await table.isVisible())) await chooseMore(box, 'Show data');
  await expect(table).toBeVisible();
  return table.evaluate((element) => ({
    columns: [...element.querySelectorAll('thead th')].map((cell) => cell.textContent ?? ''),
    rows: [...element.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td, th')].map((cell) => cell.textContent ?? ''),
    ),
  }));
}

/** A number as the page prints it: proper minus signs and thousands separators are understood. */
export function toNumber(text: string): number {
  return Number(text.replace(/−/g, '-').replace(/[,\s]/g, ''));
}
