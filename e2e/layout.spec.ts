// Where everything stands: one main figure, companions that keep their size, a dock that stays, at every width.
import { gzipSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { violations } from './axe.ts';
import { button, chooseMore, expect, expectState, figure, openLab, slider, test } from './lab.ts';

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing is drawn there');
  return box;
}

const dock = (page: Page) => page.getByRole('region', { name: 'Controls' });

test('the page can be used after less than 250 kB of compressed code', async ({ page }) => {
  // What index.html names is needed before the first drawing; everything else comes after it.
  const html = await (await page.request.get('/')).text();
  const files = [...html.matchAll(/(?:src|href)="(\.\/assets\/[^"]+\.js)"/g)].map(([, file]) => file);
  expect(files.length).toBeGreaterThan(0);
  let size = 0;
  for (const file of files) size += gzipSync(await (await page.request.get(`/${file}`)).body()).length;
  expect(size).toBeLessThan(250_000);
});

test('the main figure is at least twice its companions, which stand beside it', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const main = await boxOf(figure(page, 'Adaptation'));
  for (const name of ['Meta-loss', 'Loss after each inner step']) {
    const companion = await boxOf(figure(page, name));
    expect((main.width * main.height) / (companion.width * companion.height)).toBeGreaterThan(2);
    expect(companion.x).toBeGreaterThan(main.x + main.width);
  }
  await expect(figure(page, 'Loss after each inner step')).toBeInViewport({ ratio: 0.95 });
});

test('a glyph task shows its images large, answers beside queries and pads beside both', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&task=glyphs');
  const adaptation = figure(page, 'Adaptation');
  const images = adaptation.locator('svg image');
  await expect(images.first()).toBeVisible();
  expect((await boxOf(images.first())).width).toBeGreaterThan(90);
  const query = images.nth(5);
  expect((await boxOf(query)).width).toBeGreaterThan(55);
  const answer = adaptation.locator('svg text', { hasText: /^class \d 0\.\d/ }).first();
  const [left, right] = [await boxOf(query), await boxOf(answer)];
  expect(right.x).toBeGreaterThan(left.x + left.width);
  expect(right.y).toBeLessThan(left.y + left.height);
  await adaptation.getByRole('button', { name: 'Draw', exact: true }).click();
  const pad = await boxOf(adaptation.getByRole('application').first());
  const drawing = await boxOf(adaptation.locator('svg').filter({ has: page.locator('image') }));
  expect(pad.x).toBeGreaterThanOrEqual(drawing.x + drawing.width);
  await expect(adaptation.getByRole('application').last()).toBeInViewport({ ratio: 1 });
});

test('what one figure unfolds leaves the sizes of the others', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await button(page, 'Step').click();
  const before = await boxOf(figure(page, 'Meta-loss'));
  await chooseMore(figure(page, 'Loss after each inner step'), 'Show data');
  await expect(figure(page, 'Loss after each inner step').getByRole('table')).toBeVisible();
  const after = await boxOf(figure(page, 'Meta-loss'));
  expect(Math.abs(after.height - before.height)).toBeLessThan(2);
  await chooseMore(figure(page, 'Gradient norm'), 'Show data');
  const rule = page.getByRole('region', { name: 'Rule' });
  expect((await boxOf(rule)).height).toBeLessThan(480);
});

test('a lone figure of the last row is no wider than the others', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const last = await boxOf(figure(page, 'Curvature error'));
  const other = await boxOf(figure(page, 'Gradient norm'));
  expect(Math.abs(last.width - other.width)).toBeLessThan(2);
});

test('the dock stays while the page scrolls, and the rest of the settings unfolds above it', async ({
  page,
}) => {
  await openLab(page, '#v=1&backend=wasm');
  await figure(page, 'Curvature error').scrollIntoViewIfNeeded();
  for (const name of ['Inner step size α', 'Inner steps N', 'Outer step size β'])
    await expect(dock(page).getByRole('slider', { name })).toBeInViewport({ ratio: 1 });
  const more = dock(page).getByRole('button', { name: 'More settings' });
  await more.click();
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await expect(slider(page, 'Shots K')).toBeInViewport({ ratio: 1 });
  // Nothing of the figures lies over it.
  for (const name of ['Task and model', 'Data files', 'Training', 'Evaluation'])
    await page.getByRole('button', { name, exact: true }).click({ trial: true, timeout: 5_000 });
  await page.getByRole('textbox', { name: 'Shots K value' }).click({ trial: true, timeout: 5_000 });
  const shots = await boxOf(slider(page, 'Shots K'));
  expect(shots.y).toBeLessThan((await boxOf(dock(page))).y);
  await page.keyboard.press('Escape');
  await expect(more).toHaveAttribute('aria-expanded', 'false');
});

test('the selected algorithm says what it is, the others name and score', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const lane = (name: string) =>
    page.getByRole('region', { name: 'Algorithms' }).getByRole('group', { name, exact: true });
  await expect(lane('MAML').getByRole('combobox')).toHaveCount(4);
  await expect(lane('FO-MAML').getByRole('combobox')).toHaveCount(0);
  await lane('FO-MAML').getByRole('button', { name: 'FO-MAML' }).click();
  await expect(lane('FO-MAML').getByRole('combobox')).toHaveCount(4);
  await expect(lane('FO-MAML')).toContainText(/\w+ \w+ \w+.*\./);
  await expect(lane('MAML').getByRole('combobox')).toHaveCount(0);
  // The main figure names what it shows of the selected lane.
  await expect(figure(page, 'Adaptation')).toContainText('launch');
  await expect(figure(page, 'Adaptation')).toContainText('after 1 step');
});

test('every slider says what it is, by pointer and by the key ?', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const about = page.getByRole('dialog', { name: 'About Inner step size α' });
  await slider(page, 'Inner step size α').focus();
  await page.keyboard.press('?');
  await expect(about).toContainText('Larger:');
  await expect(about.getByRole('link').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(about).toHaveCount(0);
  const shots = page
    .getByRole('region', { name: 'Shared settings' })
    .locator('[data-slider]', { hasText: 'Shots K' });
  await shots.getByRole('button', { name: 'What is this?' }).click();
  await expect(page.getByRole('dialog', { name: 'About Shots K' })).toBeVisible();
});

test('the backend is named once', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await expect(page.getByText(/\bWASM\b/)).toHaveCount(1);
  await dock(page)
    .getByRole('button', { name: /Backend/ })
    .click();
  await expect(page.getByRole('dialog', { name: 'Backend' })).toContainText('Where it computes');
});

for (const width of [320, 390, 820]) {
  test(`at ${width} px no control is cut and the dock stays`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await openLab(page, '#v=1&backend=wasm&lanes=maml~da-maml~dif-maml');
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, input, [role=combobox]')]
        .filter((element) => element.checkVisibility())
        .map((element) => ({
          name: element.ariaLabel ?? element.textContent,
          box: element.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
        .map(({ name, box }) => `${name}: ${box.left} to ${box.right}`),
    );
    expect(cut).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await figure(page, 'Disagreement').scrollIntoViewIfNeeded();
    await expect(button(page, 'Run')).toBeInViewport({ ratio: 1 });
  });
}

test('on a phone the figure and the slider that was used last are on screen together', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page, '#v=1&backend=wasm');
  const more = dock(page).getByRole('button', { name: 'More settings' });
  await expect(slider(page, 'Inner step size α')).toBeInViewport({ ratio: 1 });
  await expect(slider(page, 'Outer step size β')).toHaveCount(0);
  await more.click();
  await slider(page, 'Outer step size β').focus();
  await page.keyboard.press('ArrowRight');
  await more.click();
  await expect(slider(page, 'Outer step size β')).toBeInViewport({ ratio: 1 });
  await expect(slider(page, 'Inner step size α')).toHaveCount(0);
  await figure(page, 'Adaptation').scrollIntoViewIfNeeded();
  await expect(figure(page, 'Adaptation').getByRole('group').first()).toBeInViewport({ ratio: 0.9 });
  // Scrubbers say their value.
  await expect(figure(page, 'Adaptation').getByText('N of each lane')).toBeVisible();
});

test('α is a few Tab stops away, and the first leads to the figures', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const alpha = slider(page, 'Inner step size α');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the figures' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  let stops = 1;
  while (!(await alpha.evaluate((element) => element === document.activeElement)) && stops < 60) {
    await page.keyboard.press('Tab');
    stops++;
  }
  expect(stops).toBeLessThan(10);
  await skip.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('figure')?.getAttribute('aria-label')))
    .toBe('Adaptation');
});

test('arrow keys move in the header and in the transport', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await button(page, 'Run').focus();
  await page.keyboard.press('ArrowRight');
  await expect(button(page, 'Step')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await expect(button(page, 'Run')).toBeFocused();
  await page.getByRole('toolbar', { name: 'Page' }).getByRole('combobox', { name: 'Task family' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violation with the settings unfolded and in a lecture, ${colorScheme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, '#v=1&backend=wasm');
    await dock(page).getByRole('button', { name: 'More settings' }).click();
    expect(await violations(page, 'html')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Lecture mode' }).click();
    expect(await violations(page, 'html')).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await violations(page, 'html')).toEqual([]);
  });
}

test('with a pin the header is one line from 820 px on, and nothing in it overlaps at 320', async ({
  page,
}) => {
  await openLab(page, '#v=1&iter=20');
  await expectState(page, 'paused');
  const bar = page.getByRole('toolbar', { name: 'Page' });
  await bar.getByRole('button', { name: 'Pin results' }).click();
  await page.keyboard.press('Escape');
  await expect(bar.getByRole('button', { name: 'Compare (1)' })).toBeVisible();
  const boxes = () =>
    bar.getByRole('button').evaluateAll((all) =>
      all
        .map((one) => one.getBoundingClientRect())
        .filter(({ width }) => width > 0)
        .map(({ left, right, top, bottom }) => ({ left, right, top, bottom })),
    );
  for (const width of [1440, 1366, 1240, 820]) {
    await page.setViewportSize({ width, height: 800 });
    const middles = (await boxes()).map(({ top, bottom }) => (top + bottom) / 2);
    expect(Math.max(...middles) - Math.min(...middles), `at ${width} px`).toBeLessThan(4);
  }
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const all = await boxes();
    const overlapping = all.flatMap((a, i) =>
      all
        .slice(i + 1)
        .filter(
          (b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1,
        ),
    );
    expect(overlapping, `at ${width} px`).toEqual([]);
    expect(Math.max(...all.map(({ right }) => right))).toBeLessThanOrEqual(width);
  }
  expect(
    await bar.evaluate((element) =>
      [...element.querySelectorAll('button')]
        .filter((b) => b.scrollWidth > b.clientWidth + 1)
        .map((b) => b.textContent),
    ),
  ).toEqual([]);
});
