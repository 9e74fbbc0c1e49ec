// What the browser's own decoder reads, what a set is taken as, an import that is cancelled, and a folder of many files
// while the page stays responsive.
import { zipSync } from 'fflate';
import {
  asFile,
  bar,
  chooseFiles,
  chooseFolder,
  idx,
  keepFound,
  keptSets,
  openDataFiles,
  writeTree,
} from './files.ts';
import { expect, expectState, openLab, test } from './lab.ts';

/** 2 × 2 pixels. */
const AVIF =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=';
/** One pixel. */
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** A BMP of 4 × 4 pixels of 24 bits with one column lit. */
function bmp(column: number): Uint8Array {
  const bytes = new Uint8Array(54 + 48);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  for (const [at, value] of [
    [2, 102],
    [10, 54],
    [14, 40],
    [18, 4],
    [22, 4],
    [34, 48],
  ])
    view.setUint32(at, value, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < 4; y++) bytes.fill(255, 54 + 12 * y + 3 * column, 57 + 12 * y + 3 * column);
  return bytes;
}

const dialogOf = (page: import('@playwright/test').Page) =>
  page.getByRole('dialog', { name: 'Check the data' });

test('AVIF, WebP, GIF and BMP are read by the browser', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const webp = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4, 4);
    canvas.getContext('2d')?.fillRect(1, 0, 1, 4);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 });
    return blob.type === 'image/webp' ? [...new Uint8Array(await blob.arrayBuffer())] : [];
  });
  const tree: Record<string, Uint8Array> = {};
  for (const i of [0, 1]) {
    tree[`mixed/avif/${i}.avif`] = Buffer.from(AVIF, 'base64');
    tree[`mixed/webp/${i}.webp`] = Uint8Array.from(webp);
    tree[`mixed/gif/${i}.gif`] = Buffer.from(GIF, 'base64');
    tree[`mixed/bmp/${i}.bmp`] = bmp(i);
  }
  await chooseFiles(page, [asFile('mixed.zip', zipSync(tree))]);
  await expect(dialogOf(page)).toContainText('4 classes, 8 images');
  await expect(dialogOf(page)).not.toContainText('cannot be read');
});

test('labelled arrays are what the user says that they are, at 390 px with a finger', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await openLab(page, '#v=1&backend=wasm');
  const { images, labels } = idx(Array.from({ length: 60 }, (_, i) => i % 10));
  await chooseFiles(page, [
    asFile('train-images-idx3-ubyte', images),
    asFile('train-labels-idx1-ubyte', labels),
  ]);
  const dialog = dialogOf(page);
  await dialog.getByRole('combobox', { name: 'This is' }).tap();
  await page.getByRole('option', { name: 'Fashion-MNIST', exact: true }).tap();
  await expect(dialog.getByRole('heading', { name: 'fashion-mnist Fashion-MNIST' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Keep and use' }).tap();
  await expect(dialog).toBeHidden();
  await openDataFiles(page);
  await expect(keptSets(page)).toContainText('fashion-mnist');
  await context.close();
});

test('a folder of 30,000 files: the page stays responsive, and cancelling keeps nothing', async ({
  page,
}, info) => {
  const folder = info.outputPath('many');
  const tree: Record<string, Uint8Array> = {};
  const images = Array.from({ length: 50 }, (_, i) => bar(i % 5, Math.floor(i / 5)));
  for (let c = 0; c < 30; c++)
    for (let i = 0; i < 1000; i++) tree[`many/kind ${c}/${i}.png`] = images[(c + i) % 50];
  writeTree(folder, tree);
  await openLab(page, '#v=1&backend=wasm');
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({
      entryTypes: ['longtask'],
    });
  });
  await chooseFolder(page, `${folder}/many`);
  const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
  await cancel.click();
  await expect(page.getByText('The import was cancelled; nothing was kept.')).toBeVisible();
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(0);
  const start = Date.now();
  await chooseFolder(page, `${folder}/many`);
  await expect(dialogOf(page)).toContainText('30 classes, 30,000 images', { timeout: 90_000 });
  const tasks = await page.evaluate(() => (window as never as { tasks: number[] }).tasks);
  const long = tasks.filter((ms) => ms > 200);
  console.log(
    `30,000 files: ${Date.now() - start} ms, main-thread tasks ${tasks.map(Math.round).join(' ')} ms`,
  );
  // Taking over the picked files is one task; nothing after it holds the page up again and again.
  expect(long.length).toBeLessThanOrEqual(2);
  await keepFound(page);
  await expectState(page, 'idle');
});
