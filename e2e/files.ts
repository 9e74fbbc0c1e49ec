// Data files for end-to-end tests, made here, and the ways in which a user brings them: picker, folder picker, drop.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';

/** A dark bar on white, turned by the class and shifted by the drawing. */
export function bar(kind: number, drawing: number): Uint8Array {
  const side = 20;
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    const x = (i % side) - 10 + (drawing % 3) - 1;
    const y = Math.floor(i / side) - 10 + (drawing % 2);
    const angle = (kind * Math.PI) / 5;
    return Math.abs(x * Math.cos(angle) + y * Math.sin(angle)) < 2 ? 0 : 255;
  });
  return encode({ width: side, height: side, channels: 1, depth: 8, data });
}

/** Class folders of bars by path. */
export function barTree(classes: number, drawings: number): Record<string, Uint8Array> {
  const tree: Record<string, Uint8Array> = {};
  for (let c = 0; c < classes; c++)
    for (let d = 0; d < drawings; d++) tree[`bars/kind ${c + 1}/${d}.png`] = bar(c, d);
  return tree;
}

export function zipOf(classes: number, drawings: number): Buffer {
  return Buffer.from(zipSync(barTree(classes, drawings)));
}

export const asFile = (name: string, content: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

/** Writes a tree below a folder on disk. */
export function writeTree(folder: string, tree: Readonly<Record<string, Uint8Array>>): void {
  for (const [path, bytes] of Object.entries(tree)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** CIFAR-100 records: coarse label, fine label, then the red, green and blue planes of one colour with some noise. */
export function cifarRecords(
  images: readonly { coarse: number; fine: number; rgb: readonly number[] }[],
): Uint8Array {
  const bytes = new Uint8Array(images.length * 3074);
  images.forEach(({ coarse, fine, rgb }, i) => {
    bytes.set([coarse, fine], i * 3074);
    for (let c = 0; c < 3; c++)
      for (let k = 0; k < 1024; k++) bytes[i * 3074 + 2 + c * 1024 + k] = rgb[c] + ((i * 7 + k * 13) % 31);
  });
  return bytes;
}

/** MNIST's two training files, uncompressed: `labels` and an image for each, 28 × 28. */
export function idx(labels: readonly number[]): { images: Uint8Array; labels: Uint8Array } {
  const images = new Uint8Array(16 + labels.length * 784);
  const head = new DataView(images.buffer);
  for (const [i, word] of [2051, labels.length, 28, 28].entries()) head.setUint32(4 * i, word);
  for (const [i, label] of labels.entries())
    for (let k = 0; k < 784; k++) images[16 + i * 784 + k] = k % 28 === 2 * label + 4 ? 255 : (k * i) % 20;
  const list = new Uint8Array(8 + labels.length);
  new DataView(list.buffer).setUint32(0, 2049);
  new DataView(list.buffer).setUint32(4, labels.length);
  list.set(labels, 8);
  return { images, labels: list };
}

export async function openDataFiles(page: Page): Promise<void> {
  const section = page.getByRole('button', { name: 'Data files', exact: true });
  if ((await section.getAttribute('aria-expanded')) !== 'true') await section.click();
}

type Files = Parameters<ReturnType<Page['getByLabel']>['setInputFiles']>[0];

export async function chooseFiles(page: Page, files: Files): Promise<void> {
  await openDataFiles(page);
  await page.getByLabel('Data files').last().setInputFiles(files);
}

/** What was found is right: it is kept and used. */
export async function keepFound(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Check the data' });
  await dialog.getByRole('button', { name: 'Keep and use' }).click();
  await expect(dialog).toBeHidden();
}

export async function chooseFolder(page: Page, folder: string): Promise<void> {
  await openDataFiles(page);
  await page.getByLabel('Folder of class folders').last().setInputFiles(folder);
}

/** Drops files or folders of the disk on the page, as the browser does it. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    browser.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  const mark = page.getByText('Drop data files anywhere', { exact: true });
  await drag('dragEnter');
  // The browser gives up a drop whose last movement the page has not answered yet: the mark stays, and the hand drops again.
  await expect(async () => {
    await drag('dragOver');
    await expect(mark).toBeVisible({ timeout: 2000 });
    await drag('dragOver');
    await drag('drop');
    await expect(mark).toBeHidden({ timeout: 2000 });
  }).toPass();
  await browser.detach();
}

export const keptSets = (page: Page): Locator => page.getByRole('list', { name: 'Kept data sets' });

export async function chooseFamily(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Task family' }).click();
  await page.getByRole('option', { name, exact: true }).click();
}
