// The glossary: searched, read with its sources, without accessibility violations in both themes.
import { violations } from './axe.ts';
import { expect, openLab, test } from './lab.ts';

test('a word is found in the glossary, with a link to where it stands', async ({ page }) => {
  await openLab(page, '#v=1&backend=wasm');
  await page.getByRole('button', { name: 'Glossary', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Glossary' });
  await dialog.getByRole('searchbox', { name: 'Search the glossary' }).fill('mixing rate');
  await expect(dialog.getByRole('term').first()).toHaveText('Mixing rate λ₂');
  await expect(dialog.getByRole('link', { name: 'Kayaalp, Vlaski and Sayed 2020' }).first()).toHaveAttribute(
    'href',
    'https://arxiv.org/abs/2010.02870',
  );
  await dialog.getByRole('searchbox').fill('xyzzy');
  await expect(dialog.getByText('No term has “xyzzy”.')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the glossary has no accessibility violation in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, '#v=1&backend=wasm');
    await page.getByRole('button', { name: 'Glossary', exact: true }).click();
    await expect(page.getByRole('dialog', { name: 'Glossary' })).toBeVisible();
    expect(await violations(page, '[role=dialog]')).toEqual([]);
  });
}
