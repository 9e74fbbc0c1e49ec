// Files as one zip, stored without compression, made piece by piece: what is done lies in Blobs, which browsers keep on
// disk, so that a folder of any size needs no more memory than one piece.
import { Zip, ZipPassThrough } from 'fflate';

const PIECE = 8 * 1024 * 1024;

export interface PackedFile {
  readonly path: string;
  read(): Promise<Uint8Array>;
}

/** The zip; `pace` is told the share that is done. */
export async function packZip(
  files: readonly PackedFile[],
  pace: (fraction: number) => Promise<void> = async () => undefined,
): Promise<Blob> {
  const blobs: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const flush = () => {
    blobs.push(new Blob(chunks));
    chunks = [];
    held = 0;
  };
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
    held += chunk.length;
    if (held > PIECE) flush();
  });
  for (const [i, { path, read }] of files.entries()) {
    const entry = new ZipPassThrough(path);
    zip.add(entry);
    entry.push(await read(), true);
    await pace(i / files.length);
  }
  zip.end();
  flush();
  return new Blob(blobs, { type: 'application/zip' });
}
