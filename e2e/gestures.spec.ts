// One drag or one held key is one edit, and the link that holds it replays to the same loss.
import type { Page } from '@playwright/test';
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figureData,
  iteration,
  openLab,
  slider,
  status,
  test,
} from './lab.ts';

const ALPHA = 'Inner step size α';
const edits = (page: Page) => new URL(page.url()).hash.match(/edits=([^&]*)/)?.[1].split('~') ?? [];

async function pause(page: Page): Promise<number> {
  await button(page, 'Pause').click();
  await expectState(page, 'paused');
  const at = await iteration(page);
  await expect(page).toHaveURL(new RegExp(`iter=${at}(&|$)`));
  return at;
}

async function lastLosses(page: Page): Promise<string[][]> {
  return (await figureData(page, 'Meta-loss')).rows.slice(-3);
}

test('a key held on a slider is one edit, however long, and a reload shows the same loss', async ({
  page,
}) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 20);
  const alpha = slider(page, ALPHA);
  await alpha.focus();
  const begun = await iteration(page);
  for (let i = 0; i < 60; i++) await page.keyboard.down(i % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');
  await page.keyboard.down('ArrowRight');
  // The control follows while the key is held; training goes on as it was.
  await expect(alpha).toHaveValue('0.012');
  await expectIterationAtLeast(page, begun + 40);
  await page.keyboard.up('ArrowRight');
  const edited = await iteration(page);
  await expectIterationAtLeast(page, edited + 20);
  const at = await pause(page);
  expect(edits(page)).toHaveLength(1);
  const before = await lastLosses(page);
  await page.reload();
  await expectState(page, 'paused');
  await expect(status(page)).toHaveAttribute('data-iteration', String(at));
  await expect(slider(page, ALPHA)).toHaveValue('0.012');
  await expect(async () => expect(await lastLosses(page)).toEqual(before)).toPass();
});

test('a drag is one edit while training, and acts at once at rest', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&lanes=maml');
  const alpha = slider(page, ALPHA);
  const drag = async (from: number, to: number) => {
    const box = await alpha.locator('xpath=ancestor::*[contains(@class, "_control_")]').last().boundingBox();
    if (!box) throw new Error('the slider has no box');
    await page.mouse.move(box.x + from * box.width, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + to * box.width, box.y + box.height / 2, { steps: 15 });
  };
  await drag(0.4, 0.6);
  await expect(page).toHaveURL(/alpha=/);
  await page.mouse.up();
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 20);
  const before = await alpha.inputValue();
  await drag(0.6, 0.7);
  const moved = await alpha.inputValue();
  expect(Number(moved)).toBeGreaterThan(Number(before));
  const begun = await iteration(page);
  await expectIterationAtLeast(page, begun + 20);
  await page.mouse.up();
  await expect(page).toHaveURL(new RegExp(`edits=\\d+;alpha=${moved}`));
  await pause(page);
  expect(edits(page)).toHaveLength(1);
  // One gesture, one step back.
  await page.keyboard.press('Control+z');
  await expect(alpha).toHaveValue(before);
});

test('a link says what it leaves out while it is made, and opens what it says', async ({ page }) => {
  const many = Array.from({ length: 1000 }, (_, i) => `${i + 1};alpha=0.0${(i % 9) + 1}`).join('~');
  await openLab(page, `#v=1&backend=wasm&lanes=maml&iter=1010&edits=${many}`);
  await expectState(page, 'paused');
  await slider(page, ALPHA).fill('0.5');
  await expect(page.getByText(/leaves out the last change .* opens at iteration 1,010/)).toBeVisible();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog.getByRole('alert')).toContainText('leaves out the last change');
  expect(await dialog.getByRole('textbox', { name: 'Link' }).inputValue()).toContain('iter=1010&');
});
