// Everything that can be wrong with a file is told with the file's name and the reason.

export class DataError extends Error {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
    this.name = 'DataError';
  }
}

/** A set has some of its files, each sound in itself, and cannot be used before the others are there. */
export class IncompleteError extends DataError {
  override name = 'IncompleteError';
}

/** "12.3 MB" for people. */
export function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
