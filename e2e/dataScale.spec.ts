// Thousands of files at once: the page stays awake while a folder is listed and read, shows how far it is, and an import
// that is cancelled ends, also while a dropped folder is still walked through.
import type { Page } from '@playwright/test';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import {
  asFile,
  bar,
  chooseFiles,
  dropPaths,
  keepFound,
  keptSets,
  openDataFiles,
  writeTree,
} from './files.ts';
import { button, expect, expectIterationAtLeast, expectState, openLab, test } from './lab.ts';

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Check the data' });

/** Watches how long the page stands still at most, milliseconds; the answer is read by `stillness`. */
async function watchStillness(page: Page): Promise<void> {
  await page.evaluate(() => {
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      document.body.dataset.still = String(Math.max(Number(document.body.dataset.still ?? 0), now - last));
      last = now;
      setTimeout(beat, 10);
    };
    beat();
  });
}
const stillness = (page: Page) => page.evaluate(() => Number(document.body.dataset.still));

/** `files` drawings in `classes` class folders below `many`. */
function manyFiles(files: number, classes: number): Record<string, Uint8Array> {
  const images = Array.from({ length: 60 }, (_, i) => bar(i % 20, Math.floor(i / 20)));
  return Object.fromEntries(
    Array.from({ length: files }, (_, i) => [`many/kind ${i % classes}/${i}.png`, images[i % 60]]),
  );
}

/** Puts two bytes in the place of every kept file; their paths. The index, which tells their state, stays. */
async function spoilKeptFiles(): Promise<IDBValidKey[]> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('innerloop-data'));
  const files = database.transaction('files', 'readwrite').objectStore('files');
  const paths = await done(files.getAllKeys());
  for (const path of paths) await done(files.put(new Blob(['no']), path));
  database.close();
  return paths;
}

test('a dropped folder of 4,000 files is read while the page stays awake', async ({ page }, info) => {
  const folder = info.outputPath('many');
  writeTree(folder, manyFiles(4000, 400));
  await openLab(page, '#v=1&backend=wasm');
  await watchStillness(page);
  await dropPaths(page, [`${folder}/many`]);
  await expect(
    page.getByRole('progressbar', { name: /^(Found|Handing over|Looking at|Reading)/ }),
  ).toBeVisible();
  await expect(dialogOf(page)).toContainText('400 classes, 4,000 images');
  expect(await stillness(page)).toBeLessThan(1000);
  await keepFound(page);
  await expectState(page, 'idle');
  // What was decoded is remembered with the set: after a reload no image is read, since here none could be.
  expect(await page.evaluate(spoilKeptFiles)).toEqual(['many/many.zip']);
  await page.reload();
  await expectState(page, 'idle');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 5);
});

test('a folder is picked by its handle, without listing it in the page’s way', async ({ page }) => {
  const images = Array.from({ length: 20 }, (_, i) => [...bar(i % 5, i)]);
  await page.addInitScript((drawings) => {
    const write = async () => {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked', {
        create: true,
      });
      for (const [i, bytes] of drawings.entries()) {
        const kind = await root.getDirectoryHandle(`kind ${i % 5}`, { create: true });
        const out = await (await kind.getFileHandle(`${i}.png`, { create: true })).createWritable();
        await out.write(Uint8Array.from(bytes));
        await out.close();
      }
      return root;
    };
    Object.assign(window, { showDirectoryPicker: write });
  }, images);
  await openLab(page, '#v=1&backend=wasm');
  await openDataFiles(page);
  await page.getByRole('button', { name: 'Choose a folder' }).last().click();
  await expect(dialogOf(page)).toContainText('5 classes, 20 images');
  await keepFound(page);
  await expect(keptSets(page)).toContainText('picked');
});

test('an import that is cancelled while its folder is walked stays cancelled', async ({ page }, info) => {
  const folder = info.outputPath('walked');
  writeTree(folder, {
    ...manyFiles(40, 4),
    ...Object.fromEntries([0, 1, 2, 3].map((i) => [`small/k${i % 2}/${i}.png`, bar(i, i)])),
  });
  // The first folder is listed when the test says so; `released` ends when the page has seen all of it.
  await page.addInitScript(() => {
    const entryOf = DataTransferItem.prototype.webkitGetAsEntry;
    let held = false;
    DataTransferItem.prototype.webkitGetAsEntry = function () {
      const entry = entryOf.call(this) as FileSystemDirectoryEntry;
      if (held) return entry;
      held = true;
      const reader = entry.createReader();
      const list = reader.readEntries.bind(reader);
      let release = () => {};
      let seen = () => {};
      const go = new Promise<void>((resolve) => {
        release = resolve;
      });
      const listed = new Promise<void>((resolve) => {
        seen = resolve;
      });
      reader.readEntries = (onEntries, onError) =>
        void go.then(() =>
          list((entries) => {
            onEntries(entries);
            if (entries.length === 0) seen();
          }, onError),
        );
      entry.createReader = () => reader;
      const released = async () => {
        release();
        await listed;
        // What the page does at its end is done before the next task.
        await new Promise((next) => setTimeout(next));
      };
      Object.assign(window, { released });
      return entry;
    };
  });
  await openLab(page, '#v=1&backend=wasm');
  await openDataFiles(page);
  await dropPaths(page, [`${folder}/many`]);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click({ timeout: 30_000 });
  await expect(page.getByText('The import was cancelled; nothing was kept.')).toHaveCount(1);
  await dropPaths(page, [`${folder}/small`]);
  await expect(dialogOf(page)).toContainText('2 classes, 4 images');
  await page.evaluate(() => (window as never as { released: () => Promise<void> }).released());
  // The walk that was cancelled has ended: nothing came of it, neither files nor words.
  expect(await dialogOf(page).count(), 'the review of the second folder stays').toBe(1);
  await expect(dialogOf(page)).toContainText('2 classes, 4 images');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await keepFound(page);
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(1);
  await expect(keptSets(page)).toContainText('small');
});

test('a picture of many megapixels is read once and as in any other size', async ({ page }) => {
  // Four grey quarters, once in 9 megapixels and once small.
  const quarters = (side: number, kind: number) => {
    const data = new Uint8Array(side * side);
    const half = side / 2;
    for (let y = 0; y < side; y++)
      for (const x of [0, 1]) {
        const value = 40 + 50 * (((y < half ? 0 : 2) + x + kind) % 4);
        data.fill(value, y * side + x * half, y * side + (x + 1) * half);
      }
    return encode({ width: side, height: side, channels: 1, depth: 8, data });
  };
  const tree: Record<string, Uint8Array> = {};
  for (const kind of [0, 1])
    for (const [name, side] of [
      ['large', 3000],
      ['small', 56],
    ] as const)
      tree[`quarters/${name}/${kind}.png`] = quarters(side, kind);
  await openLab(page, '#v=1&backend=wasm');
  await chooseFiles(page, [asFile('quarters.zip', zipSync(tree, { level: 0 }))]);
  await expect(dialogOf(page)).toContainText('2 classes, 4 images, 2 of them different; grey.');
  await expect(dialogOf(page)).toContainText('2 images are equal to an image of another class');
});
