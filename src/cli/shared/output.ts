// Files that commands write.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the file's folder; before long work, so that one that cannot be made costs none. */
export function prepareOutput(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
}

export function writeText(path: string, text: string): void {
  prepareOutput(path);
  writeFileSync(path, text);
}

export function writeJson(path: string, value: unknown): void {
  writeText(path, `${JSON.stringify(value, null, 1)}\n`);
}
