// The summary before a set is kept: what was found, what is left out, corrections, sets of one name, tables; by mouse,
// keyboard and on a small screen.
import AxeBuilder from 'axe-core';
import { zipSync } from 'fflate';
import { asFile, bar, chooseFiles, keepFound, keptSets, openDataFiles } from './files.ts';
import { button, expect, expectIterationAtLeast, expectState, figureData, openLab, test } from './lab.ts';

const dialogOf = (page: import('@playwright/test').Page) =>
  page.getByRole('dialog', { name: 'Check the data' });

/** Class folders in train and test, an unlabelled test image, one damaged and a mask. */
function animals(): Uint8Array {
  const tree: Record<string, Uint8Array> = {};
  for (const [kind, name] of ['cat', 'dog', 'owl'].entries())
    for (let i = 0; i < 6; i++) {
      tree[`animals/train/${name}/${i}.png`] = bar(kind, i);
      if (i < 3) tree[`animals/test/${name}/${i}.png`] = bar(kind, i + 6);
    }
  tree['animals/test/unknown.png'] = bar(1, 1);
  tree['animals/train/cat/9.png'] = bar(0, 0).slice(0, 60);
  return zipSync(tree);
}

/** Tasks y = t·x in a table with decimal commas. */
function table(inputs: 1 | 2): string {
  const rows = [inputs === 1 ? 'machine;load;heat' : 'machine;load;speed;heat'];
  for (let t = 1; t <= 10; t++)
    for (let i = 0; i < 12; i++)
      rows.push(
        [`m${t}`, `${i},5`, ...(inputs === 2 ? [`${(i * 7) % 5}`] : []), `${100 + t * i},25`].join(';'),
      );
  return rows.join('\n');
}

test('a set is summed up before it is kept, and corrected', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await chooseFiles(page, [asFile('animals.zip', animals())]);
  const dialog = dialogOf(page);
  await expect(dialog).toContainText(/3 classes, 27 images \(18 to train on, 9 to test on\)/);
  const notes = dialog.getByRole('list', { name: 'To know about this set' });
  await expect(notes).toContainText('One image that cannot be read left out (animals/train/cat/9.png');
  await expect(notes).toContainText('One image without a class left out (animals/test/unknown.png)');
  // What is left out leads to what can be read, and back.
  await dialog.getByRole('button', { name: 'Data formats' }).click();
  const formats = page.getByRole('dialog', { name: 'Data formats' });
  await expect(formats).toContainText('Folders of images');
  await page.keyboard.press('Escape');
  await expect(formats).toBeHidden();
  await expect(dialog).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'owl' }).click();
  await expect(dialog).toContainText(/2 classes, 18 images/);
  await dialog.getByRole('combobox', { name: /^test \(/ }).click();
  await page.getByRole('option', { name: 'Left out' }).click();
  await expect(dialog).toContainText(/2 classes, 12 images/);
  await keepFound(page);
  await expect(page).toHaveURL(/dataset=animals@[0-9a-f]{8}/);
  await page.reload();
  await expectState(page, 'idle');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 5);
});

test('nothing is kept of a discarded set; two sets of one name are both kept', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  const set = (shift: number) => {
    const tree: Record<string, Uint8Array> = {};
    for (const kind of [0, 1]) for (let i = 0; i < 6; i++) tree[`k${kind}/${i}.png`] = bar(kind + shift, i);
    return asFile('archive.zip', zipSync(tree));
  };
  await chooseFiles(page, [set(0)]);
  await dialogOf(page).getByRole('button', { name: 'Discard' }).click();
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(0);
  await chooseFiles(page, [set(0)]);
  await keepFound(page);
  await expect(keptSets(page).getByRole('listitem')).toHaveCount(1);
  await chooseFiles(page, [set(2)]);
  await expect(
    dialogOf(page).getByRole('combobox', { name: 'Another set is kept as archive' }),
  ).toBeVisible();
  await keepFound(page);
  await expect(keptSets(page)).toContainText('archive-2');
  await expect(page).toHaveURL(/dataset=archive-2@/);
});

test('a table of tasks trains and is shown in its own units', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await chooseFiles(page, [asFile('machines.csv', Buffer.from(table(1)))]);
  await expect(dialogOf(page)).toContainText('10 tasks, 120 rows');
  await keepFound(page);
  await expect(page.getByRole('combobox', { name: 'Task family' })).toHaveText('Your tables');
  await expectState(page, 'idle');
  await button(page, 'Run').click();
  await expectIterationAtLeast(page, 20);
  await button(page, 'Pause').click();
  const { columns, rows } = await figureData(page, 'Adaptation');
  expect(columns[1]).toContain('load');
  const measured = rows
    .filter((row) => row[0] === 'measured, joined')
    .map((row) => Number(row.at(-1)?.replace(/,/g, '')));
  expect(Math.min(...measured)).toBeGreaterThan(99);
  expect(Math.max(...measured)).toBeLessThan(221);
});

test('a table with two inputs is pasted; predictions stand against true values', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await openDataFiles(page);
  await page.getByRole('button', { name: 'Paste a table' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('two inputs');
  await page.getByRole('textbox', { name: 'Table' }).fill(table(2));
  await page.getByRole('button', { name: 'Read the table' }).click();
  await keepFound(page);
  await expect(page).toHaveURL(/task=regression.*dataset=two-inputs@/);
  await expectState(page, 'idle');
  // The figure may still show the task of the family before.
  const queries = async () =>
    (await figureData(page, 'Adaptation')).rows.filter((row) => row[0] === 'query').length;
  await expect.poll(queries).toBeGreaterThan(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`refusals lead to the data formats; both dialogs fit a small screen and hold up to axe, ${colorScheme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 390, height: 844 });
    await openLab(page, '#v=1&backend=wasm');
    const violations = async () => {
      await page.evaluate(AxeBuilder.source);
      return page.evaluate(async () => {
        const { violations: found } = await (
          window as never as {
            axe: {
              run: (where: string) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
            };
          }
        ).axe.run('[role=dialog]');
        return found.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
      });
    };
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await chooseFiles(page, [asFile('notes.pdf', Buffer.from('%PDF-1.4'))]);
    const refusal = page.getByRole('alert').filter({ hasText: 'notes.pdf' });
    await refusal.getByRole('button', { name: 'Data formats' }).click();
    const formats = page.getByRole('dialog', { name: 'Data formats' });
    await expect(formats).toContainText('label,pixel0');
    expect(await violations()).toEqual([]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await expect(formats).toBeHidden();
    await chooseFiles(page, [asFile('animals.zip', animals())]);
    await expect(dialogOf(page)).toContainText('3 classes');
    expect(await violations()).toEqual([]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await dialogOf(page).getByRole('checkbox', { name: 'dog' }).focus();
    await page.keyboard.press('Space');
    await expect(dialogOf(page)).toContainText('2 classes');
    await dialogOf(page).getByRole('button', { name: 'Keep and use' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialogOf(page)).toBeHidden();
  });
}
