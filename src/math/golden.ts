// For tests only: reference cases from the folder named by GOLDEN_DIR, else from shared/golden beside the
// repository. A machine without them skips those tests with a message.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(process.env.GOLDEN_DIR ?? join(import.meta.dirname, '../../../shared/golden'));

/** Why reference cases are missing, or null. */
export const goldenMissing = existsSync(FOLDER)
  ? null
  : 'Reference cases are absent: set GOLDEN_DIR to their folder to run this test.';

/** One case by name, as parsed JSON of the caller's type. */
export function goldenCase<T>(name: string): T {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as T;
}
