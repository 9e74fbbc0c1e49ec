// Which Python of the machine has the libraries that a check beside it needs.
import { spawnSync } from 'node:child_process';

const CANDIDATES = ['python3', '/usr/bin/python3', 'python'];

/** A Python that can import these modules; null where there is none. PYTHON names one to try first. */
export function findPython(modules: readonly string[]): string | null {
  const code = `import ${modules.join(', ')}`;
  const asked = process.env.PYTHON ? [process.env.PYTHON] : [];
  const answers = (path: string) => spawnSync(path, ['-c', code], { timeout: 60_000 }).status === 0;
  return [...asked, ...CANDIDATES].find(answers) ?? null;
}
