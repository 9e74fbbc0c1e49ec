// Accessibility violations of a part of the page, as axe finds them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** "rule: elements" for each rule that is broken below the selector. */
export async function violations(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async (part) => {
    const { axe } = window as unknown as {
      axe: { run(selector: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run(part);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, selector);
}
