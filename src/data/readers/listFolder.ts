// What a folder of data files holds, for the list beside the page (Node only).
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LISTING_FILE, type Listing } from './listing.ts';

/** Every file below the folder but hidden ones, half-written ones and the list itself; an absent folder has none. */
export async function listFolder(folder: string): Promise<Listing> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const listing: Record<string, number> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    if (
      name === LISTING_FILE ||
      name.endsWith('.part') ||
      name.split('/').some((part) => part.startsWith('.'))
    )
      continue;
    // Follows links: data files are often linked rather than copied.
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) listing[name] = found.size;
  }
  return Object.fromEntries(Object.entries(listing).sort(([a], [b]) => (a < b ? -1 : 1)));
}
