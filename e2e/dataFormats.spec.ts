// What the browser's own decoder reads, what a set is taken as, and an import that is cancelled.
import { zipSync } from 'fflate';
import { asFile, bar, chooseFiles, chooseFolder, idx, keptSets, openDataFiles, writeTree } from './files.ts';
import { expect, openLab, test } from './lab.ts';

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

test('an import that is cancelled keeps nothing and says so once', async ({ page }, info) => {
  const folder = info.outputPath('many');
  const tree: Record<string, Uint8Array> = {};
  const image = bar(0, 0);
  for (let i = 0; i < 6000; i++) tree[`many/kind ${i % 30}/${i}.png`] = image;
  writeTree(folder, tree);
  await openLab(page, '#v=1&backend=wasm');
  await chooseFolder(page, `${folder}/many`);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('The import was cancelled; nothing was kept.')).toHaveCount(1);
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(0);
});
