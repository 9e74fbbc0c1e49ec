// Lessons from start to finish: each step's lab, its prediction, its run and the claims that the run decides; the link
// of a step, leaving, progress, and no accessibility violation in both themes.
import type { Page } from '@playwright/test';
import { LESSONS } from '../src/lessons/registry.ts';
import { violations } from './axe.ts';
import { expect, expectState, iteration, openLab, test } from './lab.ts';

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const claims = (page: Page, name: string) =>
  region(page, name).getByRole('list', { name: 'Claims' }).getByRole('listitem');

for (const lesson of LESSONS) {
  test(`“${lesson.title}” goes from its first step to its last`, async ({ page }) => {
    test.setTimeout(300_000);
    await openLab(page, `#v=1&lesson=${lesson.id}.1`);
    const box = region(page, lesson.title);
    for (const [at, step] of lesson.steps.entries()) {
      await expect(box.getByText(`step ${at + 1} of ${lesson.steps.length}`)).toBeVisible();
      await box
        .getByRole('button', { name: step.question.options[step.question.right], exact: true })
        .click();
      // A step with the lab of the one before goes on with its run.
      if (step.iterations > 0 && step.link !== lesson.steps[at - 1]?.link) {
        await expect(claims(page, lesson.title).first()).toHaveAttribute('data-holds', 'pending');
        await box.getByRole('button', { name: /^Run [\d,]+ iterations$/ }).click();
        await expect(box.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 200_000 });
        expect(await iteration(page)).toBe(step.iterations);
      }
      await expect(box.getByText(step.question.because)).toBeVisible();
      for (const item of await claims(page, lesson.title).all())
        await expect(item).toHaveAttribute('data-holds', /true|false/);
      const next =
        lesson === LESSONS[LESSONS.length - 1] && at === lesson.steps.length - 1 ? 'Finish' : 'Next';
      await box.getByRole('button', { name: next, exact: true }).click();
    }
    const following = LESSONS[LESSONS.indexOf(lesson) + 1];
    if (following) await expect(region(page, following.title)).toBeVisible();
    else await expect(box).toBeHidden();
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    const list = page.getByRole('dialog', { name: 'Lessons' });
    await expect(list.getByText(`${lesson.steps.length} of ${lesson.steps.length} steps done`)).toBeVisible();
  });
}

test('a step opens by its link without the answers, and leaving keeps the lab', async ({ page }) => {
  await openLab(page, '#v=1&lesson=what-maml-minimises.1.ask');
  const box = region(page, 'What MAML minimises');
  await expect(box).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Task family' })).toHaveText('Quadratics');
  await expect(claims(page, 'What MAML minimises')).toHaveCount(0);
  await box.getByRole('button', { name: 'Show the answers' }).click();
  await expect(claims(page, 'What MAML minimises')).toHaveCount(3);
  await box.getByRole('button', { name: 'Leave the lesson' }).click();
  await expect(box).toBeHidden();
  await expect(page.getByRole('combobox', { name: 'Task family' })).toHaveText('Quadratics');
  await expect(page).not.toHaveURL(/lesson=/);
});

test('a claim that needs no run waits for the prediction', async ({ page }) => {
  const [{ id, title, steps }] = LESSONS;
  expect(steps[0].iterations).toBe(0);
  await openLab(page, `#v=1&lesson=${id}.1`);
  const box = region(page, title);
  await expect(box.getByRole('button', { name: 'Show the answers' })).toBeVisible();
  await expect(claims(page, title)).toHaveCount(0);
  const { options } = steps[0].question;
  await box.getByRole('button', { name: options[0], exact: true }).click();
  await expect(claims(page, title).first()).toHaveAttribute('data-holds', 'true');
});

test('a link to a lesson that is not there says so and opens the lab', async ({ page }) => {
  await openLab(page, '#v=1&lesson=nothing.1');
  await expect(page.getByText('There is no lesson “nothing.1”')).toBeVisible();
  await expectState(page, 'idle');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a lesson and the list have no accessibility violation in the ${colorScheme} theme`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, '#v=1&lesson=dropping-the-hessian.1');
    await region(page, 'Dropping the Hessian').getByRole('button', { name: /^Run / }).click();
    await expect(claims(page, 'Dropping the Hessian').first()).toHaveAttribute('data-holds', 'true');
    expect(await violations(page, '[data-lesson]')).toEqual([]);
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    await expect(page.getByRole('dialog', { name: 'Lessons' })).toBeVisible();
    expect(await violations(page, '[role=dialog]')).toEqual([]);
  });
}
