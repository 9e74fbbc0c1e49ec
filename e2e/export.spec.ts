// What leaves the page is fit for a slide and a paper: drawings with their font, pictures, numbers, and paper.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { decode } from 'fast-png';
import {
  button,
  chooseMore,
  expect,
  expectIterationAtLeast,
  expectState,
  figure,
  openLab,
  test,
} from './lab.ts';

async function trained(page: Page, hash: string): Promise<void> {
  await openLab(page, hash);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 60);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
}

/** Saves a figure in a format, after `look` has set the dialog up; returns name and bytes. */
async function saved(
  page: Page,
  name: string,
  format: string,
  look: () => Promise<void> = async () => {},
): Promise<{ file: string; bytes: Buffer }> {
  await chooseMore(figure(page, name), 'Export…');
  const dialog = page.getByRole('dialog', { name: `Export ${name}` });
  await look();
  const wait = page.waitForEvent('download');
  await dialog.getByRole('button', { name: format, exact: true }).click();
  const file = await wait;
  return { file: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

const chooseSize = (page: Page, size: string) => async () => {
  await page.getByRole('combobox', { name: 'Size', exact: true }).click();
  await page.getByRole('option', { name: size }).click();
};

test('an SVG has its font, its settings and its link, at the size where it will stand', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await trained(page, '#v=1&backend=wasm&alpha=0.02&lanes=maml~fo-maml');
  const { bytes } = await saved(page, 'Meta-loss', 'SVG', chooseSize(page, 'Slide, 16:9'));
  const svg = bytes.toString();
  expect(svg).toMatch(/^<svg[^>]* width="1280" height="720"/);
  expect(svg).toContain('url(data:font/woff2;base64,');
  expect(svg).toContain('α 0.02');
  expect(svg).toContain('#v=1');
  // Light whatever the page's theme, and nothing left to look up.
  expect(svg).toMatch(/fill="#fff(fff)?"/);
  expect(svg).not.toMatch(/var\(|NaN/);
  const column = (await saved(page, 'Meta-loss', 'SVG', chooseSize(page, 'Column, 8.9 cm'))).bytes.toString();
  expect(column).toMatch(/^<svg[^>]* width="336" height="230"/);
});

test('a PNG has twice or four times the pixels', async ({ page }) => {
  await trained(page, '#v=1&backend=wasm&lanes=maml');
  for (const times of [2, 4]) {
    const { file, bytes } = await saved(
      page,
      'Adaptation',
      `PNG ${times}×`,
      chooseSize(page, 'Text width, 16.5 cm'),
    );
    expect(file).toContain(`@${times}x`);
    const { width, height } = decode(bytes);
    expect([width, height]).toEqual([624 * times, 330 * times]);
  }
});

test('a CSV says what it is of', async ({ page }) => {
  await trained(page, '#v=1&backend=wasm&lanes=maml');
  const { bytes } = await saved(page, 'Meta-loss', 'CSV');
  const lines = bytes.toString().split('\r\n');
  const head = lines.filter((line) => line.startsWith('# '));
  expect(head[0]).toMatch(/^# Meta-loss, Innerloop \d+\.\d+\.\d+$/);
  expect(head.join('\n')).toMatch(/# experiment: http.*#v=1/);
  expect(head.join('\n')).toContain('units: loss: mean squared error');
  expect(lines[head.length]).toMatch(/^series,iterations/);
});

test('a picture is copied, and a figure is printed on a sheet of its own', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await trained(page, '#v=1&backend=wasm&lanes=maml');
  await chooseMore(figure(page, 'Meta-loss'), 'Export…');
  const dialog = page.getByRole('dialog', { name: 'Export Meta-loss' });
  await dialog.getByRole('button', { name: 'Copy picture' }).click();
  await expect(dialog.getByRole('status')).toHaveText('The picture is on the clipboard.');
  const types = await page.evaluate(async () => (await navigator.clipboard.read())[0].types);
  expect(types).toEqual(['image/png']);
  await dialog.getByRole('button', { name: 'PDF or print' }).click();
  await expect(dialog).toHaveCount(0);
});

test('on paper every figure stands whole, in light colours, under its settings and link', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await trained(page, '#v=1&backend=wasm&lanes=maml~da-maml~dif-maml');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const about = page.getByRole('region', { name: 'About this print' });
  await expect(about).toContainText('α 0.01');
  await expect(about.getByRole('link')).toHaveAttribute('href', /#v=1.*lanes=maml~da-maml~dif-maml/);
  await expect(page.getByRole('toolbar', { name: 'Training' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Run' })).toBeHidden();
  // No canvas: all vectors, with axes and names.
  await expect(page.getByRole('figure').locator('canvas')).toHaveCount(0);
  const drawn = () =>
    page.getByRole('figure').evaluateAll((all) =>
      all
        .filter((one) => one.getBoundingClientRect().height > 0)
        .map((one) => {
          const box = one.getBoundingClientRect();
          const svg = one.querySelector('svg[role="img"]')?.getBoundingClientRect();
          const { breakInside } = getComputedStyle(one.closest('[data-figure]') ?? one);
          return { breakInside, whole: !!svg && svg.bottom <= box.bottom + 1 };
        }),
    );
  // A landscape that nobody has looked at has no drawing yet.
  await expect.poll(async () => (await drawn()).length).toBeGreaterThanOrEqual(8);
  for (const one of await drawn()) expect(one).toEqual({ breakInside: 'avoid', whole: true });
  expect(
    await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--panel')),
  ).toMatch(/^#fff(fff)?$/);
  await page.emulateMedia({ media: 'screen' });
  await expect(about).toHaveCount(0);
  await expect(figure(page, 'Meta-loss').locator('canvas')).toHaveCount(1);
});
