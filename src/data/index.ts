// Loads named image sets through a reader: the catalogue's sets, or the user's own. What a set's files are is judged by
// the same code as when they were dropped.

import { excerpt } from '../text/sentences.ts';
import { CATALOGUE, isSetName } from './catalogue.ts';
import { CHOICES_FILE, type Choices, NO_CHOICES, readChoices } from './choices.ts';
import type { GivenFile } from './containers/source.ts';
import { unpack } from './containers/unpack.ts';
import { DataError } from './errors.ts';
import { DEFAULT_SIDE, type ImageSet, type ImageSets } from './images.ts';
import type { OnProgress } from './import/pace.ts';
import { Ledger, leftOutLine } from './leftOut.ts';
import { decodeImage, type ImageDecoder } from './pictures/decode.ts';
import type { DataReader } from './readers/types.ts';
import { isVariant, parseReference } from './reference.ts';
import { identified, isDecoded, pick, understand } from './understand/understand.ts';

export { DataError, IncompleteError } from './errors.ts';
export type { ImageClass, ImageSet, ImageSets } from './images.ts';
export type { LoadProgress, OnProgress } from './import/pace.ts';
export type { DataReader } from './readers/types.ts';

export interface LoadOptions {
  /** Side of Omniglot and of the user's images after resizing, pixels. */
  readonly imageSize?: number;
  readonly decode?: ImageDecoder;
  /** A set whose content is not the one that is named is an error rather than a note. */
  readonly strict?: boolean;
}

/** The words for a set without files. */
function missing(name: string): DataError {
  if (!isSetName(name))
    return new DataError(
      name,
      `there is no stored data set of this name (looked for ${name}.zip): drop its files again`,
    );
  const { title, files } = CATALOGUE[name];
  const names = files.map((file) => file.name).join(', ');
  return new DataError(
    title,
    `no data files were found (${names}). Drop them into the page, or run "npm run datasets -- ${name}"`,
  );
}

/** The choices kept beside a set's files, and the files without them. */
export async function splitChoices(
  files: readonly GivenFile[],
): Promise<{ choices: Choices; rest: GivenFile[] }> {
  const file = files.find(({ path }) => path.endsWith(`/${CHOICES_FILE}`));
  const rest = files.filter((each) => each !== file);
  if (!file) return { choices: NO_CHOICES, rest };
  try {
    return { choices: readChoices(new TextDecoder().decode(await file.slice(0, file.size))), rest };
  } catch {
    throw new DataError(file.path, 'the choices kept with this set cannot be read: drop its files again');
  }
}

interface Built {
  readonly set: ImageSet;
  /** Whether it was made of image files, each of which had to be decoded. */
  readonly decoded: boolean;
}

/** Builds one set from its files. @throws DataError naming file and reason */
export async function buildSet(
  name: string,
  files: readonly GivenFile[],
  onProgress: OnProgress,
  options: LoadOptions = {},
): Promise<Built> {
  const { choices, rest } = await splitChoices(files);
  if (rest.length === 0) throw missing(name);
  // The folder that the files are kept in says nothing about them.
  const inside = rest.map((file) => ({
    size: file.size,
    slice: file.slice,
    path: file.path.startsWith(`${name}/`) ? file.path.slice(name.length + 1) : file.path,
  }));
  const { groups, problems } = await unpack(inside, onProgress);
  const finds = await understand(groups, name, onProgress);
  const failed = problems.map((problem) => new DataError(...splitProblem(problem)));
  const title = isSetName(name) ? CATALOGUE[name].title : name;
  const found = finds.found.map((each) => identified(each, choices));
  const picked = pick({ ...finds, found, problems: [...failed, ...finds.problems] }, name, title);
  const ledger = new Ledger();
  const set = await picked.build(
    {
      name,
      side: options.imageSize ?? DEFAULT_SIDE,
      decode: options.decode ?? decodeImage,
      choices,
      onProgress,
    },
    ledger,
  );
  const notes = [...set.notes, ...ledger.list().map(leftOutLine)];
  return { set: { ...set, notes }, decoded: isDecoded(picked) };
}

/** A reader's set: as it was read before, or from its files now. Images that were decoded are remembered. */
async function readSet(
  name: string,
  reader: DataReader,
  onProgress: OnProgress,
  options: LoadOptions,
): Promise<ImageSet> {
  const side = options.imageSize ?? DEFAULT_SIDE;
  const before = await reader.built?.(name, side);
  if (before) return before;
  const { set, decoded } = await buildSet(name, await reader.files(name), onProgress, options);
  if (decoded) await reader.keepBuilt?.(name, side, set);
  return set;
}

/** "file: reason" as its two halves. */
function splitProblem(problem: string): [string, string] {
  const at = problem.indexOf(': ');
  return at < 0 ? ['', problem] : [problem.slice(0, at), problem.slice(at + 2)];
}

/** The set that a reference means: of its name, or kept under a number because another had the name. */
async function loadReferred(
  reference: string,
  reader: DataReader,
  onProgress: OnProgress,
  options: LoadOptions,
): Promise<ImageSet> {
  const { name, hash } = parseReference(reference);
  if (hash === null) return readSet(name, reader, onProgress, options);
  const variants = ((await reader.names?.()) ?? []).filter((each) => each !== name && isVariant(each, name));
  let first: ImageSet | null = null;
  for (const candidate of [name, ...variants]) {
    if ((await reader.files(candidate)).length === 0) continue;
    const set = await readSet(candidate, reader, onProgress, options);
    if (set.hash === hash) return { ...set, name: reference };
    first ??= set;
  }
  if (first === null) throw missing(name);
  const words = `the link names “${excerpt(name)}” with other content (${hash}); the set at hand has ${first.classes.length} classes and other images (${first.hash})`;
  if (options.strict) throw new DataError(name, words);
  return { ...first, notes: [`Another set: ${words}.`, ...first.notes] };
}

/**
 * Loads image sets by name, or by name and content ("leaves@3f9a1c20"). Work is done in short pieces, so that a worker
 * stays responsive.
 * @throws DataError naming file and reason
 */
export async function loadImageSets(
  names: readonly string[],
  reader: DataReader,
  onProgress: OnProgress = () => undefined,
  options: LoadOptions = {},
): Promise<ImageSets> {
  const sets = new Map<string, ImageSet>();
  for (const name of names) {
    onProgress({ set: name, label: `Loading ${name}`, fraction: 0 });
    sets.set(name, await loadReferred(name, reader, onProgress, options));
    onProgress({ set: name, label: `Loading ${name}`, fraction: 1 });
  }
  return sets;
}
