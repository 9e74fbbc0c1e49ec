// "Results": the claims with what stored runs show, opened by keyboard, without accessibility violations, and said where
// there are none.
import { violations } from './axe.ts';
import { expect, openLab, test } from './lab.ts';

const INDEX = {
  results: [
    {
      name: 'dropping-the-hessian-1',
      link: '#v=1',
      command: 'npm run reproduce -- --only dropping-the-hessian-1',
      version: '0.0.0',
      date: '2026-01-02',
      full: 1000,
      length: '2 seeds, 1000 iterations',
      claims: [
        {
          id: 'maml-falls',
          holds: 2,
          runs: 2,
          mean: 1e-7,
          spread: 1e-8,
          example: '0.0000001',
          predicted: 'below 0.0001',
        },
        {
          id: 'fo-stall',
          holds: 1,
          runs: 2,
          mean: 0.02,
          spread: null,
          example: '0.02',
          predicted: '0.0188 ± 2 %',
        },
      ],
    },
  ],
};

for (const colorScheme of ['light', 'dark'] as const) {
  test(`claims stand with their spread, failed ones too, in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.route('**/results/index.json', (route) => route.fulfill({ json: INDEX }));
    await openLab(page, '#v=1&backend=wasm');
    await page.getByRole('button', { name: 'Results', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Papers and results' });
    const rows = dialog.getByRole('row');
    await expect(rows.nth(1)).toContainText('‖∇F‖ of MAML falls to zero');
    await expect(rows.nth(1)).toContainText('yes (2 of 2)');
    await expect(rows.nth(2)).toContainText('in 1 of 2');
    await expect(rows.nth(2)).toContainText('Run longer');
    await expect(dialog.getByText('Not judged here')).toBeVisible();
    expect(await violations(page, '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Open Dropping the Hessian: Who reaches zero?' }).click();
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(/task=quadratics/);
  });
}

test('a page without stored results says how they are made', async ({ page }) => {
  await page.route('**/results/index.json', (route) =>
    route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }),
  );
  await openLab(page, '#v=1&backend=wasm');
  await page.getByRole('button', { name: 'Results', exact: true }).click();
  await expect(page.getByText('There are no stored results beside this page.')).toBeVisible();
});
