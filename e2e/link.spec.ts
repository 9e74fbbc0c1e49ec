// The link: replay in a fresh page, bad input that never breaks it, and the Share dialog.
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figureData,
  iteration,
  openLab,
  status,
  test,
} from './lab.ts';

test('a shared link replays to its iteration in a fresh page and shows the same curves', async ({
  page,
  browser,
  baseURL,
}) => {
  await openLab(page, '#v=1&seed=11&backend=wasm&lanes=maml~fo-maml');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 60);
  await page.getByRole('slider', { name: 'Outer step size β' }).focus();
  await page.keyboard.press('ArrowRight');
  const edited = await iteration(page);
  await expectIterationAtLeast(page, edited + 40);
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const at = await iteration(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(link).toContain(`iter=${at}`);
  expect(link).toContain('edits=');
  await page.keyboard.press('Escape');
  const original = await figureData(page, 'Meta-loss');

  const other = await (
    await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } })
  ).newPage();
  await other.goto(link);
  await expectState(other, 'paused');
  await expect(status(other)).toHaveAttribute('data-iteration', String(at));
  const replayed = await figureData(other, 'Meta-loss');
  expect(replayed.columns).toEqual(original.columns);
  expect(replayed.rows).toEqual(original.rows);
  await other.context().close();
});

test('a long replay shows progress and can be cancelled', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&iter=500000');
  await expectState(page, 'replaying');
  await page.getByRole('button', { name: /cancel/i }).click();
  await expectState(page, 'paused');
  expect(await iteration(page)).toBeLessThan(500000);
});

for (const [what, hash, message] of [
  ['an unreadable link', '#v=9&lanes=%%%', /link/i],
  ['a number out of range', '#v=1&alpha=5000', /5000/],
  ['a word for a number', '#v=1&beta=fast', /fast/],
  ['an unknown key', '#v=1&colour=blue', /colour/],
  ['an unknown algorithm', '#v=1&lanes=maml~magic', /magic/],
] as const) {
  test(`${what} opens a usable page with a message`, async ({ page }) => {
    await openLab(page, hash);
    await expect(page.getByText(message).first()).toBeVisible();
    await button(page, 'Step').click();
    await expect(status(page)).toHaveAttribute('data-iteration', '1');
  });
}

test('a number of 100,000 digits is told in a notice of usual height', async ({ page }) => {
  await openLab(page, `#v=1&alpha=${'1'.repeat(99_000)}x`);
  const notice = page.getByRole('alert').filter({ hasText: 'a number has 64 characters at most' });
  await expect(notice).toBeVisible();
  expect((await notice.boundingBox())?.height).toBeLessThan(120);
});
