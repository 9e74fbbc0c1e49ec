// Loads named image sets through a reader: the catalogue's sets, or the user's own zip of class folders.

import { CATALOGUE, IDX_CLASSES, isSetName, type SetName } from './catalogue.ts';
import { DataError, IncompleteError } from './errors.ts';
import { type CifarFile, makeCifar, readTarFile } from './formats/cifar.ts';
import { decodeImage, type ImageDecoder } from './formats/decode.ts';
import { type IdxPart, makeIdxSet, parseIdxImages, parseIdxLabels } from './formats/idx.ts';
import { makeImageFolder } from './formats/imageFolder.ts';
import { gunzip } from './formats/inflate.ts';
import { makeOmniglot } from './formats/omniglot.ts';
import { openZip, type ZipArchive } from './formats/zip.ts';
import type { ImageSet, ImageSets } from './images.ts';
import { createPace, type OnProgress } from './import/pace.ts';
import type { DataReader } from './readers/types.ts';

export { DataError, IncompleteError } from './errors.ts';
export type { ImageClass, ImageSet, ImageSets } from './images.ts';
export type { LoadProgress, OnProgress } from './import/pace.ts';
export type { DataReader } from './readers/types.ts';

export interface LoadOptions {
  /** Side of Omniglot and of the user's images after resizing, pixels. */
  readonly imageSize?: number;
  readonly decode?: ImageDecoder;
}

const DEFAULT_SIDE = 28;

/** Some servers send .gz files unpacked: what begins like an IDX file or a tar archive is one. */
function isUnpacked(bytes: Uint8Array): boolean {
  const idx = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8;
  return idx || new TextDecoder().decode(bytes.subarray(257, 262)) === 'ustar';
}

async function readUnzipped(
  reader: DataReader,
  set: SetName,
  name: string,
  onProgress: OnProgress,
): Promise<Uint8Array | null> {
  const packed = await reader.read(`${set}/${name}`);
  if (packed === null) return reader.read(`${set}/${name.replace(/\.gz$/, '')}`);
  if (isUnpacked(packed)) return packed;
  return gunzip(name, packed, createPace(set, `Unpacking ${name}`, onProgress));
}

function missing(set: SetName): DataError {
  const { title, files } = CATALOGUE[set];
  const names = files.map((file) => file.name).join(', ');
  return new DataError(
    title,
    `no data files were found (${names}). Drop them into the page, or run "npm run datasets -- ${set}"`,
  );
}

async function loadIdxPart(
  reader: DataReader,
  set: 'mnist' | 'fashion-mnist',
  part: 'train' | 't10k',
  onProgress: OnProgress,
): Promise<IdxPart | null> {
  const imagesFile = `${part}-images-idx3-ubyte.gz`;
  const labelsFile = `${part}-labels-idx1-ubyte.gz`;
  const imageBytes = await readUnzipped(reader, set, imagesFile, onProgress);
  const labelBytes = await readUnzipped(reader, set, labelsFile, onProgress);
  // Each file is checked before anything is said about the other.
  const images = imageBytes && parseIdxImages(imagesFile, imageBytes);
  const labels = labelBytes && parseIdxLabels(labelsFile, labelBytes, IDX_CLASSES[set].length);
  if (images === null && labels === null) return null;
  if (images === null || labels === null) {
    const [absent, present] = images === null ? [imagesFile, labelsFile] : [labelsFile, imagesFile];
    throw new IncompleteError(`${set}/${absent}`, `it is missing, but ${present} is there; both are needed`);
  }
  return { imagesFile, labelsFile, images, labels };
}

async function loadIdx(
  reader: DataReader,
  set: 'mnist' | 'fashion-mnist',
  onProgress: OnProgress,
): Promise<ImageSet> {
  const train = await loadIdxPart(reader, set, 'train', onProgress);
  const test = await loadIdxPart(reader, set, 't10k', onProgress);
  if (train === null && test === null) throw missing(set);
  const notes: string[] = [];
  if (train === null || test === null) {
    const [there, absent] = train === null ? ['test', 'training'] : ['training', 'test'];
    notes.push(
      `${CATALOGUE[set].title}: the ${absent} file is absent; the ${there} images are split by seed instead.`,
    );
  }
  return makeIdxSet(set, IDX_CLASSES[set], train, test, notes);
}

async function loadOmniglot(
  reader: DataReader,
  side: number,
  decode: ImageDecoder,
  onProgress: OnProgress,
): Promise<ImageSet> {
  const archives: ZipArchive[] = [];
  for (const { name } of CATALOGUE.omniglot.files) {
    const bytes = await reader.read(`omniglot/${name}`);
    if (bytes) archives.push(openZip(name, bytes));
  }
  if (archives.length === 0) throw missing('omniglot');
  return makeOmniglot(archives, side, decode, onProgress);
}

async function loadCifar(reader: DataReader, onProgress: OnProgress): Promise<ImageSet> {
  const files: CifarFile[] = [];
  const archive = 'cifar-100-binary.tar.gz';
  const tar = await readUnzipped(reader, 'cifar-fs', archive, onProgress);
  for (const file of ['train.bin', 'test.bin']) {
    const bytes = tar ? readTarFile(archive, tar, `/${file}`) : await reader.read(`cifar-fs/${file}`);
    if (bytes) files.push({ file, bytes });
  }
  if (tar && files.length === 0) throw new DataError(archive, 'it holds neither train.bin nor test.bin');
  if (files.length === 0) throw missing('cifar-fs');
  return makeCifar('cifar-fs', files, onProgress);
}

async function loadOwn(
  reader: DataReader,
  name: string,
  side: number,
  decode: ImageDecoder,
  onProgress: OnProgress,
): Promise<ImageSet> {
  const listed = (await reader.list?.(`${name}/`)) ?? [];
  const paths = [`${name}.zip`, `${name}/${name}.zip`, ...listed.filter((path) => /\.zip$/i.test(path))];
  for (const path of paths) {
    const bytes = await reader.read(path);
    if (bytes)
      return makeImageFolder(
        name,
        openZip(path.split('/').at(-1) as string, bytes),
        side,
        decode,
        onProgress,
      );
  }
  throw new DataError(
    name,
    `there is no stored data set of this name (looked for ${name}.zip): drop its zip again`,
  );
}

/**
 * Loads image sets by name. Work is done in short pieces, so that a worker stays responsive.
 * @throws DataError naming file and reason; nothing is kept of a set that cannot be read whole
 */
export async function loadImageSets(
  names: readonly string[],
  reader: DataReader,
  onProgress: OnProgress = () => undefined,
  options: LoadOptions = {},
): Promise<ImageSets> {
  const side = options.imageSize ?? DEFAULT_SIDE;
  const decode = options.decode ?? decodeImage;
  const sets = new Map<string, ImageSet>();
  for (const name of names) {
    onProgress({ set: name, label: `Loading ${name}`, fraction: 0 });
    sets.set(name, await loadOne(name, reader, side, decode, onProgress));
    onProgress({ set: name, label: `Loading ${name}`, fraction: 1 });
  }
  return sets;
}

function loadOne(
  name: string,
  reader: DataReader,
  side: number,
  decode: ImageDecoder,
  onProgress: OnProgress,
): Promise<ImageSet> {
  if (!isSetName(name)) return loadOwn(reader, name, side, decode, onProgress);
  switch (name) {
    case 'mnist':
    case 'fashion-mnist':
      return loadIdx(reader, name, onProgress);
    case 'omniglot':
      return loadOmniglot(reader, side, decode, onProgress);
    case 'cifar-fs':
      return loadCifar(reader, onProgress);
  }
}
