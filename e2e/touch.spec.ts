// Everything that is dragged follows a finger to the end: no scroll of the page takes the touch away.
import type { CDPSession, Locator, Page } from '@playwright/test';
import { button, expect, figure, figureData, openLab, status, test } from './lab.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

async function middleOf(target: Locator): Promise<Place> {
  await target.scrollIntoViewIfNeeded();
  return middleNow(target);
}

/** Without scrolling to it. */
async function middleNow(target: Locator): Promise<Place> {
  const box = await target.boundingBox();
  if (!box) throw new Error('There is nothing to touch: the target has no box');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A finger put down, moved in small steps and lifted, as the browser gets it from the screen. */
async function swipe(page: Page, from: Place, to: Place, whileHeld: () => Promise<void>): Promise<void> {
  const screen: CDPSession = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Place[]) =>
    screen.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((p) => ({ ...p })) });
  await touch('touchStart', [from]);
  const steps = 12;
  for (let i = 1; i <= steps; i++) {
    const at = (a: number, b: number) => a + ((b - a) * i) / steps;
    await touch('touchMove', [{ x: at(from.x, to.x), y: at(from.y, to.y) }]);
  }
  await whileHeld();
  await touch('touchEnd', []);
  await screen.detach();
}

/** Drags with a finger; the touch must not be taken away, nor the page be scrolled. */
async function drag(page: Page, from: Place, to: Place, whileHeld = async () => {}): Promise<void> {
  const before = await page.evaluate(() => {
    const seen: string[] = [];
    for (const type of ['pointerdown', 'pointercancel', 'pointerup'])
      document.addEventListener(type, () => seen.push(type), { capture: true });
    Object.assign(window, { seenPointers: seen });
    return window.scrollY;
  });
  await swipe(page, from, to, whileHeld);
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { seenPointers: string[] }).seenPointers))
    .toEqual(['pointerdown', 'pointerup']);
  expect(await page.evaluate(() => window.scrollY), 'the page stays where it is').toBe(before);
}

const by = ({ x, y }: Place, dx: number, dy: number): Place => ({ x: x + dx, y: y + dy });

for (const width of [390, 820]) {
  test.describe(`by touch at ${width} px`, () => {
    test.use({ hasTouch: true, isMobile: true, viewport: { width, height: 844 } });

    test('a support point goes where the finger takes it', async ({ page }) => {
      await openLab(page, '#v=1&backend=wasm');
      // The last of them lies above the others.
      const point = figure(page, 'Adaptation').getByRole('slider', { name: /support point 10:/i });
      const from = await middleOf(point);
      const way = from.y > (await middleNow(figure(page, 'Adaptation'))).y ? -50 : 50;
      // Let go, the axis may make room again: the finger and the point are compared before.
      await drag(page, from, by(from, 0, way), async () => {
        await expect.poll(async () => Math.abs((await middleNow(point)).y - from.y - way)).toBeLessThan(6);
      });
    });

    test('a task optimum and the end of its axis go where the finger takes them', async ({ page }) => {
      await openLab(page, '#v=1&backend=wasm&task=quadratics');
      const box = figure(page, 'Loss landscape');
      const optimum = box.getByRole('slider', { name: /^task 1: / });
      const from = await middleOf(optimum);
      const up = from.y > (await middleNow(box)).y ? -50 : 50;
      await drag(page, from, by(from, 0, up));
      await expect.poll(async () => Math.abs((await middleNow(optimum)).y - from.y - up)).toBeLessThan(6);
      const axis = box.getByRole('slider', { name: 'First axis of task 1' });
      const before = await axis.getAttribute('aria-valuetext');
      const end = await middleOf(axis);
      await drag(page, end, by(end, 12, up));
      await expect(axis).not.toHaveAttribute('aria-valuetext', before ?? '');
    });

    test('an edge is drawn from agent to agent', async ({ page }) => {
      await openLab(page, '#v=1&backend=wasm&lanes=dif-maml;agents=4;graph=path');
      await button(page, 'Step').click();
      await expect(status(page)).toHaveAttribute('data-iteration', '1');
      const box = figure(page, 'Agent network');
      const agent = (k: number) => box.getByRole('button', { name: new RegExp(`^Agent ${k}:?`) });
      await expect(agent(4)).toBeVisible();
      const [from, to] = [await middleOf(agent(1)), await middleOf(agent(3))];
      await drag(page, from, to);
      await expect.poll(async () => (await figureData(page, 'Agent network')).rows[0]?.[3]).toBe('2 3');
    });

    test('a stroke on a pad is as long as the finger drew it', async ({ page }) => {
      await openLab(page, '#v=1&backend=wasm&task=glyphs');
      const box = figure(page, 'Adaptation');
      await box.getByRole('button', { name: 'Draw', exact: true }).click();
      const pad = box.getByRole('application', { name: /^Draw class 1:/ });
      const middle = await middleOf(pad);
      await drag(page, by(middle, -5, -36), by(middle, 5, 36));
      const inked = await pad.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data, width, height } = canvas
          .getContext('2d')!
          .getImageData(0, 0, canvas.width, canvas.height);
        const rows = Array.from({ length: height }, (_, row) =>
          data.subarray(4 * row * width, 4 * (row + 1) * width).some((v, i) => i % 4 === 3 && v > 0),
        );
        return rows.filter(Boolean).length / height;
      });
      expect(inked).toBeGreaterThan(0.65);
    });
  });
}
