// Every figure draws in both themes: its picture holds the lanes' colours, and its data table has rows.
import type { Locator } from '@playwright/test';
import { decode } from 'fast-png';
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figure,
  figureData,
  openLab,
  test,
} from './lab.ts';

const EXPERIMENTS = [
  {
    hash: '#v=1&backend=wasm',
    iterations: 100,
    figures: ['Adaptation', 'Meta-loss', 'Loss after each inner step', 'Gradient norm'],
  },
  {
    hash: '#v=1&backend=wasm&lanes=maml~da-maml~dif-maml',
    iterations: 60,
    figures: ['Task weights', 'Worst and mean task', 'Agent network', 'Disagreement', 'Outputs'],
  },
  { hash: '#v=1&backend=wasm&task=glyphs', iterations: 40, figures: ['Adaptation', 'Accuracy'] },
  { hash: '#v=1&backend=wasm&task=quadratics', iterations: 60, figures: ['Loss landscape'] },
] as const;

/** Figures whose curves are on a canvas. */
const CURVES: readonly string[] = [
  'Meta-loss',
  'Loss after each inner step',
  'Gradient norm',
  'Disagreement',
  'Outputs',
  'Accuracy',
];

/** Share of pixels with a hue: surfaces, ink and grids are grey, colour is for lanes alone. */
function colouredPixels(png: Buffer): number {
  const { data, width, height, channels } = decode(png);
  let hits = 0;
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = [0, 1, 2].map((c) => Number(data[i * channels + c]));
    if (Math.max(r, g, b) - Math.min(r, g, b) > 40) hits++;
  }
  return hits / (width * height);
}

/** Share of a figure's canvas that is painted; null where it draws without one. */
function paintedCanvas(box: Locator): Promise<number | null> {
  return box.evaluate((element) => {
    const canvas = element.querySelector('canvas');
    if (!canvas) return null;
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const painted = data?.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length ?? 0;
    return painted / (canvas.width * canvas.height);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { hash, iterations, figures } of EXPERIMENTS) {
    test(`${figures.join(', ')} in the ${colorScheme} theme`, async ({ page }, info) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openLab(page, hash);
      await button(page, 'Run').click();
      await expectIterationAtLeast(page, iterations);
      await button(page, 'Pause').click();
      await expectState(page, 'paused');
      for (const name of figures) {
        const box = figure(page, name);
        await box.scrollIntoViewIfNeeded();
        await expect(box).toBeVisible();
        await expect
          .poll(async () => colouredPixels(await box.screenshot()), {
            message: `${name} draws its lanes`,
          })
          .toBeGreaterThan(0.0005);
        // Legend and names are coloured too: curves count only where they are drawn.
        if (CURVES.includes(name))
          expect(await paintedCanvas(box), `${name} draws its curves`).toBeGreaterThan(0.001);
        await info.attach(`${name} ${colorScheme}.png`, {
          body: await box.screenshot(),
          contentType: 'image/png',
        });
        expect((await figureData(page, name)).rows.length, `${name} has data`).toBeGreaterThan(0);
      }
    });
  }
}
