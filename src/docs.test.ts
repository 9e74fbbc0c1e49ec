// Paths that README and CONTRIBUTING name are there, so that what they tell newcomers stays true.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SOURCES } from './experiment/terms/sources.ts';

const src = dirname(fileURLToPath(import.meta.url));
const root = dirname(src);
const rooms = new Set([...readdirSync(src), 'src', 'e2e']);

/** Paths in backquotes whose first folder is one of the project's, from its root or from src. */
function pathsOf(text: string): string[] {
  return [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]
    .map(([, path]) => path)
    .filter((path) => path.includes('/') && rooms.has(path.split('/')[0]));
}

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (file) => {
  it('names paths that are there', () => {
    const paths = pathsOf(readFileSync(join(root, file), 'utf8'));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(root, path)) && !existsSync(join(src, path)))).toEqual([]);
  });
});

it('README.md lists every source with its address', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  for (const { name, title, url } of SOURCES) expect(text).toContain(`- ${name}: [${title}](${url})`);
});
