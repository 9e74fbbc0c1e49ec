// Compiles rows.as (AssemblyScript) and writes rowsModule.ts, which carries the binaries as base64 so that they
// need no address of their own. Run it after changing rows.as; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const COMMON = (
  'rows.ts -O3 --noAssert --runtime stub --use abort=' +
  ' --importMemory --initialMemory 1 --maximumMemory 65536 --enable simd --enable bulk-memory'
).split(' ');
const BUILDS = { ROWS_MODULE: [], ROWS_MODULE_SHARED: ['--enable', 'threads', '--sharedMemory'] };

async function compile(flags) {
  const { default: asc } = await import('assemblyscript/asc');
  const source = readFileSync(join(here, 'rows.as'), 'utf8');
  let binary = null;
  const { error, stderr } = await asc.main([...COMMON, ...flags, '--outFile', 'rows.wasm'], {
    readFile: (name) => (name.endsWith('rows.ts') ? source : null),
    writeFile: (_name, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`rows.as did not compile: ${error?.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

/** The text of rowsModule.ts. */
export async function generatedModule() {
  const lines = ['// Generated from rows.as by build.mjs; not to be edited.'];
  for (const [name, flags] of Object.entries(BUILDS)) {
    lines.push(`export const ${name} =`, `  '${await compile(flags)}';`);
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(here, 'rowsModule.ts'), await generatedModule());
}
