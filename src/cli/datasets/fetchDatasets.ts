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

/** What became of a set's files. */
interface Got {
  /** Names of the files in place, by where each came from. */
  readonly from: ReadonlyMap<string, readonly string[]>;
  readonly missing: readonly string[];
}

type Local = Map<string, string[]> | null;

async function getSet(
  name: SetName,
  local: Local,
  { from, to, fetch, print }: DatasetsOptions,
): Promise<Got> {
  const got = new Map<string, string[]>();
  const missing: string[] = [];
  const take = (file: string, where: string) => got.set(where, [...(got.get(where) ?? []), file]);
  for (const file of CATALOGUE[name].files) {
    const target = join(to, name, file.name);
    if (!file.wanted && local === null) continue;
    if ((await md5Of(target)) === file.md5) {
      print(`  ${file.name}: already there`);
      take(file.name, 'there before');
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    const { done, message, host } = local
      ? await copyLocal(file, target, local)
      : await download(file, target, fetch);
    if (done) take(file.name, local ? `copied from ${from}` : `downloaded from ${host}`);
    else if (file.wanted) missing.push(file.name);
    if (done || file.wanted) print(`  ${file.name} (${megabytes(file.size)}): ${message}`);
  }
  return { from: got, missing };
}

/** "Omniglot: a.zip, b.zip copied from DIR; missing c.zip: used as far as it goes." */
function summaryOf(name: SetName, { from, missing }: Got): string {
  const parts = [...from].map(([where, files]) => `${files.join(', ')} ${where}`);
  const there = parts.length > 0 ? parts.join('; ') : 'nothing is there';
  const partial = parts.length > 0 ? ': the set can be used as far as it goes' : '';
  return `${CATALOGUE[name].title}: ${there}${missing.length > 0 ? `; missing ${missing.join(', ')}${partial}` : ''}.`;
}

export async function fetchDatasets(options: DatasetsOptions): Promise<DatasetsResult> {
  const local = options.from === null ? null : await filesByName(options.from);
  const summary: string[] = [];
  const empty: SetName[] = [];
  let missing = 0;
  for (const name of options.names) {
    const { title, licence, citation } = CATALOGUE[name];
    options.print(`${title} — ${licence}. Cite: ${citation}.`);
    const got = await getSet(name, local, options);
    missing += got.missing.length;
    if (got.from.size === 0) empty.push(name);
    summary.push(summaryOf(name, got));
  }
  for (const line of summary) options.print(line);
  return { missing, empty };
}

/** Writes the list of the folder's files for the page; how many there are. */
export async function listDatasets(folder: string): Promise<number> {
  const listing = await listFolder(folder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, LISTING_FILE), writeListing(listing));
  return Object.keys(listing).length;
}
