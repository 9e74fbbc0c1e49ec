// Puts data files into a folder, each with its checksum verified: from the official addresses, or from local copies.
// A file that is there and right is left alone; a broken download leaves nothing behind.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CATALOGUE, type CatalogueFile, type SetName } from '../../data/catalogue.ts';
import { megabytes } from '../../data/errors.ts';
import { listFolder } from '../../data/readers/listFolder.ts';
import { LISTING_FILE, writeListing } from '../../data/readers/listing.ts';
import { messageOf } from '../../text/sentences.ts';

export interface DatasetsOptions {
  readonly names: readonly SetName[];
  readonly from: string | null;
  readonly to: string;
  readonly fetch: typeof fetch;
  readonly print: (line: string) => void;
}

async function md5Of(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Every file below a folder, by name. */
async function filesByName(folder: string): Promise<Map<string, string[]>> {
  const byName = new Map<string, string[]>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    byName.set(entry.name, [...(byName.get(entry.name) ?? []), path]);
  }
  return byName;
}

type Outcome = { readonly done: boolean; readonly message: string; readonly host?: string };

/** Takes the local copy with the right checksum, whatever folder it lies in. */
async function copyLocal(
  file: CatalogueFile,
  target: string,
  local: Map<string, string[]>,
): Promise<Outcome> {
  const candidates = local.get(file.name) ?? [];
  for (const path of candidates) {
    if ((await md5Of(path)) !== file.md5) continue;
    await copyFile(path, `${target}.part`);
    await rename(`${target}.part`, target);
    return { done: true, message: `copied from ${path}` };
  }
  const found = candidates.length
    ? `${candidates.length} of this name, but with other checksums`
    : 'no such file';
  return { done: false, message: `not copied: ${found}` };
}

async function download(file: CatalogueFile, target: string, get: typeof fetch): Promise<Outcome> {
  const reasons: string[] = [];
  for (const address of file.addresses) {
    try {
      const response = await get(address);
      if (!response.ok) throw new Error(`status ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const md5 = createHash('md5').update(bytes).digest('hex');
      if (md5 !== file.md5) throw new Error(`checksum ${md5} instead of ${file.md5}`);
      await writeFile(`${target}.part`, bytes);
      await rename(`${target}.part`, target);
      return { done: true, message: `downloaded from ${address}`, host: new URL(address).host };
    } catch (error) {
      await rm(`${target}.part`, { force: true });
      reasons.push(`${address}: ${messageOf(error)}`);
    }
  }
  return { done: false, message: `not downloaded (${reasons.join('; ')})` };
}

export interface DatasetsResult {
  /** Wanted files that are not in place at the end. */
  readonly missing: number;
  /** Sets without any file in place. */
  readonly empty: readonly SetName[];
}

export async function fetchDatasets(options: DatasetsOptions): Promise<DatasetsResult> {
  const local = options.from === null ? null : await filesByName(options.from);
  let missing = 0;
  const summary: string[] = [];
  const empty: SetName[] = [];
  for (const name of options.names) {
    const { title, files, licence, citation } = CATALOGUE[name];
    options.print(`${title} — ${licence}. Cite: ${citation}.`);
    let inPlace = 0;
    const from = new Set<string>();
    for (const file of files) {
      const target = join(options.to, name, file.name);
      if (!file.wanted && local === null) continue;
      if ((await md5Of(target)) === file.md5) {
        options.print(`  ${file.name}: already there`);
        inPlace++;
        from.add('there before');
        continue;
      }
      await mkdir(dirname(target), { recursive: true });
      const outcome = local
        ? await copyLocal(file, target, local)
        : await download(file, target, options.fetch);
      if (outcome.done) {
        inPlace++;
        from.add(local ? `copied from ${options.from}` : `downloaded from ${outcome.host}`);
      }
      if (!outcome.done && file.wanted) missing++;
      if (outcome.done || file.wanted)
        options.print(`  ${file.name} (${megabytes(file.size)}): ${outcome.message}`);
    }
    if (inPlace === 0) empty.push(name);
    summary.push(
      `${title}: ${inPlace} of ${files.filter((file) => file.wanted).length} files in place${from.size ? `, ${[...from].join(', ')}` : ''}`,
    );
  }
  for (const line of summary) options.print(line);
  if (missing > 0)
    options.print(
      `${missing} files are missing; sets that have some of their files can be used as far as they go.`,
    );
  return { missing, empty };
}

/** Writes the list of the folder's files for the page; how many there are. */
export async function listDatasets(folder: string): Promise<number> {
  const listing = await listFolder(folder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, LISTING_FILE), writeListing(listing));
  return Object.keys(listing).length;
}
