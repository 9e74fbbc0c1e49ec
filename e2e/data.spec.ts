// The user's own data: files are imported, refused with their reason, kept over a reload and deleted; drawn
// characters are classified by every lane. Files are made here; real ones are taken from DATA_DIR or
// ../shared/data where that is there.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { chooseFamily, chooseFiles, keepFound, keptSets, openDataFiles, zipOf } from './files.ts';
import {
  button,
  expect,
  expectIterationAtLeast,
  expectState,
  figure,
  figureData,
  openLab,
  status,
  test,
} from './lab.ts';

const realData = resolve(process.env.DATA_DIR ?? '../shared/data');

const asZip = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/zip', buffer });

test('a zip of class folders is imported, trained on, kept over a reload, and deleted', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await chooseFiles(page, [asZip('My bars.zip', zipOf(4, 8))]);
  await keepFound(page);
  await expect(page.getByRole('combobox', { name: 'Task family' })).toHaveText('Your images');
  await expect(page).toHaveURL(/dataset=my-bars/);
  await expect(page).toHaveURL(/ways=4/);
  await expect(keptSets(page)).toContainText(/my-bars.*kB/);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 30);
  await button(page, 'Pause').click();
  await expect(figure(page, 'Adaptation').locator('svg image').first()).toBeVisible();

  await page.reload();
  await expectState(page, /idle|paused/);
  await openDataFiles(page);
  await expect(keptSets(page)).toContainText('my-bars');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 5);
  await button(page, 'Pause').click();

  await page.getByRole('button', { name: 'Delete my-bars' }).click();
  await expect(keptSets(page)).not.toContainText('my-bars');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Data needed' })).toContainText(/my-bars/);
});

test('files that cannot be used are refused by name and reason, and nothing is lost', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const zip = zipOf(3, 6);
  await chooseFiles(page, [asZip('good.zip', zip)]);
  await keepFound(page);
  await expect(keptSets(page)).toContainText('good');
  await expectState(page, /idle/);

  const lying = Buffer.from(zip);
  // The directory's first entry says that it unpacks to 600 MB.
  lying.writeUInt32LE(600 * 1024 * 1024, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
  await chooseFiles(page, [
    asZip('cut.zip', zip.subarray(0, zip.length - 30)),
    asZip('bomb.zip', lying),
    asZip('notes.txt', Buffer.from('hello')),
    asZip('train-images-idx3-ubyte.gz', Buffer.from('not gzip at all, really')),
  ]);
  const alerts = page.getByRole('alert');
  await expect(alerts.filter({ hasText: /^cut\.zip: .*truncated/ })).toBeVisible();
  await expect(alerts.filter({ hasText: /^bomb\.zip: it unpacks to more than/ })).toBeVisible();
  await expect(
    alerts.filter({ hasText: /^2 files of no use left out \(train-images.*, notes\.txt/ }),
  ).toBeVisible();
  await expect(keptSets(page)).toContainText('good');
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(1);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 10);
});

test('a family without its data says what to do, and the page goes on', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await chooseFamily(page, 'CIFAR (FC100)');
  const needed = page.getByRole('region', { name: 'Data needed' });
  await expect(needed).toContainText('cifar-100-binary.tar.gz');
  await expect(needed).toContainText('npm run datasets -- cifar-fs');
  await chooseFamily(page, 'Glyphs');
  await expect(needed).toBeHidden();
  await expectState(page, 'idle');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 10);
});

test('data that were never here are an invitation, not an error', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  for (const [family, heading, ways] of [
    ['MNIST', 'Bring MNIST to begin', 3],
    ['Your images', 'Bring images of your own to begin', 0],
  ] as const) {
    await chooseFamily(page, family);
    const needed = page.getByRole('region', { name: 'Data needed' });
    await expect(needed.getByRole('heading', { name: heading })).toBeVisible();
    await expect(needed.getByRole('alert')).toHaveCount(0);
    await expect(needed.getByRole('listitem')).toHaveCount(ways);
    await expect(needed.getByRole('button', { name: 'Choose files' })).toBeEnabled();
    await expect(page.getByRole('status', { name: 'Training status' })).toContainText('Waits for data');
  }
});

test('a link to data that are not here does not say that something is starting', async ({ page }) => {
  await page.goto('/#v=1&task=mnist');
  const status = page.getByRole('status', { name: 'Training status' });
  await expect(status).toContainText('Waits for data');
  await expect(status).toContainText('not started');
});

/** Draws a stroke through points given as shares of the pad. */
async function stroke(
  page: Page,
  name: RegExp,
  points: readonly (readonly [number, number])[],
): Promise<void> {
  const pad = page.getByRole('application', { name });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error(`the pad ${name} is not on the page`);
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 4 });
  await page.mouse.up();
}

test('a finger draws on a pad and does not scroll the page; a pen too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page, '#v=1&backend=wasm&task=glyphs&iter=30&lanes=maml');
  await expectState(page, 'paused');
  await figure(page, 'Adaptation').getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('combobox', { name: 'Classes to draw' }).click();
  await page.getByRole('option', { name: '2 classes' }).click();
  const session = await page.context().newCDPSession(page);
  const place = async (name: RegExp) => {
    const pad = page.getByRole('application', { name });
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error(`the pad ${name} is not on the page`);
    return (x: number, y: number) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  };
  const scrolled = () => page.evaluate(() => window.scrollY);
  const finger = async (name: RegExp, from: readonly [number, number], to: readonly [number, number]) => {
    const at = await place(name);
    const before = await scrolled();
    const touch = (type: 'touchStart' | 'touchMove', x: number, y: number) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: [at(x, y)] });
    await touch('touchStart', ...from);
    for (let i = 1; i <= 4; i++)
      await touch('touchMove', from[0] + ((to[0] - from[0]) * i) / 4, from[1] + ((to[1] - from[1]) * i) / 4);
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect(await scrolled()).toBe(before);
  };
  await finger(/^Draw class 1/, [0.5, 0.1], [0.5, 0.9]);
  await finger(/^Draw class 2/, [0.1, 0.5], [0.9, 0.5]);
  const at = await place(/^Draw the query/);
  const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, y: number) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      ...at(x, y),
      button: 'left',
      buttons: 1,
      clickCount: 1,
      pointerType: 'pen',
    });
  await pen('mousePressed', 0.1, 0.45);
  await pen('mouseMoved', 0.5, 0.45);
  await pen('mouseMoved', 0.9, 0.5);
  await pen('mouseReleased', 0.9, 0.5);
  // One lane, one query, before and after each of ten inner steps; the query is a bar like class 2.
  await expect
    .poll(async () => (await figureData(page, 'Adaptation')).rows.find((row) => row[1] === '10')?.[4])
    .toBe('class 2');
});

test('characters drawn with the mouse are told apart by every lane', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm&task=glyphs&lanes=maml~anil');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 150);
  const box = figure(page, 'Adaptation');
  await box.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('combobox', { name: 'Classes to draw' }).click();
  await page.getByRole('option', { name: '2 classes' }).click();
  await stroke(page, /^Draw class 1/, [
    [0.5, 0.1],
    [0.5, 0.9],
  ]);
  await stroke(page, /^Draw class 2/, [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.8, 0.8],
    [0.2, 0.8],
    [0.2, 0.2],
  ]);
  await stroke(page, /^Draw the query/, [
    [0.45, 0.15],
    [0.47, 0.85],
  ]);
  const answers = async () => (await figureData(page, 'Adaptation')).rows;
  // Two lanes, one query, before and after each of ten inner steps.
  await expect.poll(async () => (await answers()).length).toBe(22);
  // Lane, inner steps, query, true class (nobody told), answer: the query is a bar like class 1.
  const rows = (await answers()).filter((row) => row[1] === '10');
  expect(rows.map((row) => row[4])).toEqual(['class 1', 'class 1']);
  await expect(status(page)).toHaveAttribute('data-state', 'running');
});

if (existsSync(realData)) {
  test('real Omniglot and MNIST files are read with progress, kept, and train', async ({ page }) => {
    await openLab(page, '#v=1&backend=wasm');
    await openDataFiles(page);
    const files = (set: string, names: readonly string[]) =>
      names.map((name) => `${realData}/${set}/${name}`);
    await chooseFiles(
      page,
      files('omniglot', ['images_background_small1.zip', 'images_background_small2.zip']),
    );
    await expect(page.getByRole('progressbar')).toBeVisible();
    await keepFound(page);
    await expect(keptSets(page)).toContainText(/omniglot.*2\.9 MB/);
    await chooseFamily(page, 'MNIST');
    await expect(page.getByRole('region', { name: 'Data needed' })).toBeVisible();
    const mnist = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'];
    await chooseFiles(page, files('mnist', mnist));
    await keepFound(page);
    await expectState(page, /idle/);
    await button(page, 'Run').click();
    await expectIterationAtLeast(page, 10);
    await chooseFamily(page, 'Omniglot');
    await expectIterationAtLeast(page, 10);
  });
} else {
  console.log(`${realData} is not there: the test with real MNIST and Omniglot files is left out.`);
}
