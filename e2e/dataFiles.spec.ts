// The ways in which data files come to the page, and the many ways in which they can be wrong: picked and dropped
// folders, small CIFAR-100 and MNIST files made here, and files beside the page.
import { gzipSync } from 'fflate';
import {
  asFile,
  bar,
  barTree,
  chooseFamily,
  chooseFiles,
  chooseFolder,
  cifarRecords,
  dropPaths,
  idx,
  keepFound,
  keptSets,
  openDataFiles,
  writeTree,
  zipOf,
} from './files.ts';
import { button, expect, expectIterationAtLeast, expectState, figure, openLab, status, test } from './lab.ts';

test('a picked folder of class folders becomes a set', async ({ page }, info) => {
  const folder = info.outputPath('picked');
  writeTree(folder, { ...barTree(3, 4), '__MACOSX/._x.png': bar(0, 0), 'bars/.DS_Store': Buffer.from('x') });
  await openLab(page, '#v=1&backend=wasm');
  await chooseFolder(page, `${folder}/bars`);
  await keepFound(page);
  await expect(page).toHaveURL(/dataset=bars/);
  await expect(page).toHaveURL(/ways=3/);
  await expect(keptSets(page)).toContainText(/bars.*kB/);
  await expectState(page, 'idle');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 5);
});

test('a dropped folder and a dropped zip become sets', async ({ page }, info) => {
  const folder = info.outputPath('dropped');
  writeTree(folder, { ...barTree(2, 4), 'more.zip': zipOf(4, 4) });
  await openLab(page, '#v=1&backend=wasm');
  await openDataFiles(page);
  await dropPaths(page, [`${folder}/bars`]);
  await keepFound(page);
  await expect(page).toHaveURL(/dataset=bars/);
  await expect(keptSets(page)).toContainText('bars');
  await expectState(page, 'idle');
  await dropPaths(page, [`${folder}/more.zip`]);
  await keepFound(page);
  await expect(page).toHaveURL(/dataset=more/);
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(2);
  await expectState(page, 'idle');
});

test('CIFAR-100 records train in colour', async ({ page }) => {
  // Four superclasses: 0 and 7 test, 1 and 2 train, two classes of each.
  const images = [0, 7, 1, 2].flatMap((coarse, group) =>
    [0, 1].flatMap((k) =>
      Array.from({ length: 8 }, () => ({ coarse, fine: 2 * group + k, rgb: [40 * group, 90 * k, 60] })),
    ),
  );
  const bytes = cifarRecords(images);
  await page.goto('/#v=1&backend=wasm&task=cifar-fs&ways=2&queries=2&model=mlp-16');
  await expect(page.getByRole('region', { name: 'Data needed' })).toBeVisible();
  await chooseFiles(page, [asFile('train.bin', bytes.slice(0, bytes.length - 5))]);
  const alerts = page.getByRole('alert');
  await expect(
    alerts.filter({ hasText: /^train\.bin: its 196731 bytes are not whole CIFAR-100/ }),
  ).toBeVisible();
  await expectState(page, 'error');
  await chooseFiles(page, [asFile('train.bin', bytes)]);
  await keepFound(page);
  await expectState(page, 'idle');
  await expect(keptSets(page)).toContainText(/cifar-fs.*0\.2 MB/);
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 20);
  await expect(figure(page, 'Adaptation').locator('svg image').first()).toBeVisible();
  await expect(status(page)).toHaveAttribute('data-state', 'running');
});

test('broken MNIST files are refused by name and reason; the earlier set stays and trains', async ({
  page,
}) => {
  const { images, labels } = idx(Array.from({ length: 60 }, (_, i) => i % 10));
  const good = [
    asFile('train-images-idx3-ubyte.gz', gzipSync(images)),
    asFile('train-labels-idx1-ubyte.gz', gzipSync(labels)),
  ];
  await page.goto('/#v=1&backend=wasm&task=mnist&queries=1');
  await expect(page.getByRole('region', { name: 'Data needed' })).toBeVisible();
  await chooseFiles(page, good);
  await keepFound(page);
  await expectState(page, 'idle');
  await expect(keptSets(page)).toContainText(/mnist.*2 files/);

  const alerts = page.getByRole('alert');
  const refused = async (name: string, content: Uint8Array, reason: RegExp) => {
    await chooseFiles(page, [asFile(name, content)]);
    await expect(alerts.filter({ hasText: /^(train-|photo)/ })).toHaveText([reason]);
  };
  const [imagesFile, labelsFile] = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'];
  const packed = gzipSync(images);
  await refused(imagesFile, packed.slice(0, packed.length - 40), /^train-images.*truncated or damaged/);
  await refused(
    labelsFile,
    gzipSync(idx([1, 2, 3]).labels),
    /^train-labels.*: its 3 labels do not match the 60/,
  );
  await refused(labelsFile, gzipSync(idx([11]).labels), /^train-labels.*: its 1 labels do not match the 60/);
  await expect(keptSets(page)).toContainText(/mnist.*2 files/);
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(1);
  await page.reload();
  await expectState(page, 'idle');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 10);
});

test('a set beside the page is found by the list of its files', async ({ page }) => {
  const zip = zipOf(3, 5);
  await page.route('**/datasets/index.json', (route) => route.fulfill({ json: { 'bars.zip': zip.length } }));
  await page.route('**/datasets/bars.zip', (route) => route.fulfill({ body: zip }));
  await openLab(page, '#v=1&backend=wasm&task=images&dataset=bars&ways=3');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 5);
  await chooseFamily(page, 'Omniglot');
  await expect(page.getByRole('region', { name: 'Data needed' })).toContainText('images_background.zip');
});

test('tests on a set of one’s own beside training on another', async ({ page }) => {
  await page.goto('/#v=1&backend=wasm&task=glyphs&ways=3&queries=2&testset=bars');
  await expect(page.getByRole('region', { name: 'Data needed' })).toContainText('bars');
  await chooseFiles(page, [asFile('bars.zip', zipOf(3, 5))]);
  await keepFound(page);
  await expectState(page, 'idle');
  await expect(page).toHaveURL(/task=glyphs.*testset=bars@[0-9a-f]{8}/);
  await expect(figure(page, 'Adaptation')).toContainText('kind 1');
  await page.getByRole('button', { name: 'Evaluation', exact: true }).click();
  const choice = page.getByRole('combobox', { name: 'Test set' });
  await expect(choice).toContainText('bars');
  await choice.click();
  await page.getByRole('option', { name: 'As in training' }).click();
  await expect(page).not.toHaveURL(/testset/);
  await expect(figure(page, 'Adaptation')).not.toContainText('kind 1');
});
