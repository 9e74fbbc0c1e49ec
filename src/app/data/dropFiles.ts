// Files of a drop or a picker, with their paths: dropped folders are walked through.
/** A file with its name, or its path within a folder. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** More files than this are not a data set of a few hundred drawings per class. */
const MOST_FILES = 300_000;

export function pickedFiles(list: Iterable<File> | null): PickedFile[] {
  return Array.from(list ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function readSome(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry: FileSystemEntry, into: PickedFile[]): Promise<void> {
  if (into.length >= MOST_FILES) throw new Error(`${entry.fullPath}: more than ${MOST_FILES} files`);
  if (entry.isFile) {
    into.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry as FileSystemFileEntry) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (let some = await readSome(reader); some.length > 0; some = await readSome(reader))
    for (const child of some) await walk(child, into);
}

/** Everything that was dropped. Call it in the drop event itself: its items are gone afterwards. */
export function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve(pickedFiles(transfer.files));
  return (async () => {
    const files: PickedFile[] = [];
    for (const entry of entries) if (entry) await walk(entry, files);
    return files;
  })();
}

export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}
