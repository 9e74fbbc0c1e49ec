// Files of a drop or a picker, with their paths: folders are walked through in small pieces, so that the page stays awake.
import type { PickedFile } from '../../data/import/importInWorker.ts';

/** What is being looked for: ended by the signal, with the number of files found so far. */
export interface Search {
  readonly signal: AbortSignal;
  readonly onFound: (files: number) => void;
}

/** Finds the files that the user means. @throws where there are too many, or the search was ended */
export type FileSource = (search: Search) => Promise<readonly PickedFile[]>;

/** More files than this are not a data set of a few hundred drawings per class. */
export const MOST_FILES = 300_000;

function tooMany(where: string): Error {
  const most = MOST_FILES.toLocaleString('en');
  return new Error(
    `“${where}” holds more than ${most} files, the most that are read at once; nothing was kept. Leave out what is no data, or bring its folders as sets of their own.`,
  );
}

/** What a drop or a directory handle holds: a file to ask for, or a folder to list. */
type Item =
  | { readonly kind: 'file'; readonly get: () => Promise<PickedFile> }
  | { readonly kind: 'folder'; readonly list: () => Promise<Item[]> };

/** The entries of a folder; the browser tells them in parts. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<Item[]> {
  const reader = folder.createReader();
  const all: Item[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some.map(ofEntry));
  }
}

function ofEntry(entry: FileSystemEntry): Item {
  if (!entry.isFile) return { kind: 'folder', list: () => entriesOf(entry as FileSystemDirectoryEntry) };
  const path = entry.fullPath.replace(/^\//, '');
  const get = () =>
    new Promise<PickedFile>((resolve, reject) =>
      (entry as FileSystemFileEntry).file((file) => resolve({ path, file }), reject),
    );
  return { kind: 'file', get };
}

function ofHandle(handle: FileSystemHandle, path: string): Item {
  if (handle.kind === 'file')
    return {
      kind: 'file',
      get: async () => ({ path, file: await (handle as FileSystemFileHandle).getFile() }),
    };
  const list = async () => {
    const items: Item[] = [];
    for await (const child of (handle as FileSystemDirectoryHandle).values())
      items.push(ofHandle(child, `${path}/${child.name}`));
    return items;
  };
  return { kind: 'folder', list };
}

/**
 * Files asked for at once. One by one, each waits for the system; many together are answered in one piece of work, 0.3 ms
 * each, in which the page stands still.
 */
const AT_ONCE = 30;

/** Everything below the items, in any order; `title` names them in words. */
function walk(items: readonly Item[], title: string): FileSource {
  return async ({ signal, onFound }) => {
    const found: PickedFile[] = [];
    const folders: (Item & { kind: 'folder' })[] = [];
    const files: (Item & { kind: 'file' })[] = [];
    const sort = (some: readonly Item[]) => {
      for (const item of some) item.kind === 'file' ? files.push(item) : folders.push(item);
    };
    sort(items);
    while (folders.length > 0 || files.length > 0) {
      signal.throwIfAborted();
      found.push(...(await Promise.all(files.splice(-AT_ONCE).map(({ get }) => get()))));
      onFound(found.length);
      if (found.length > MOST_FILES) throw tooMany(title);
      if (files.length < AT_ONCE)
        sort((await Promise.all(folders.splice(-AT_ONCE).map(({ list }) => list()))).flat());
    }
    return found;
  };
}

export function pickedFiles(list: Iterable<File> | null): PickedFile[] {
  return Array.from(list ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

export function fromPicker(files: readonly PickedFile[]): FileSource {
  return async () => {
    if (files.length > MOST_FILES) throw tooMany(files[0].path.split('/')[0]);
    return files;
  };
}

/** Everything that was dropped. Call it in the drop event itself: its items are gone afterwards. */
export function droppedFiles(transfer: DataTransfer): FileSource {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (!entries.some((entry) => entry.isDirectory)) return fromPicker(pickedFiles(transfer.files));
  return walk(entries.map(ofEntry), entries[0].name);
}

type Picker = { showDirectoryPicker?: (options: { id: string }) => Promise<FileSystemDirectoryHandle> };

/**
 * The folder that the user picks: null where none was picked, 'unknown' where this browser or frame has no such picker.
 * An input of type file would stop the page while the browser lists a large folder (Chromium: 0.15 ms a file).
 */
export async function pickFolder(): Promise<FileSource | null | 'unknown'> {
  const { showDirectoryPicker } = window as Picker;
  if (!showDirectoryPicker) return 'unknown';
  try {
    const handle = await showDirectoryPicker.call(window, { id: 'data' });
    return walk([ofHandle(handle, handle.name)], handle.name);
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? null : 'unknown';
  }
}

export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}
