// Compiles the AssemblyScript kernel to build/meta.wasm (one thread) and build/meta-threads.wasm (shared memory), each also
// with the fused multiply-adds of relaxed SIMD (…-relaxed.wasm).
// Does nothing when the outputs are newer than every source; prints only errors. `--force` rebuilds.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { microkernelSource } from './microkernels.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const assembly = join(here, 'assembly');
const out = join(here, 'build');

const COMMON = (
  '-O3 --noAssert --runtime stub --use abort= ' +
  '--importMemory --initialMemory 2 --maximumMemory 65536 --enable simd'
).split(' ');
const ONE_THREAD = [join(assembly, 'index.ts')];
const THREADS = [join(assembly, 'threads.ts'), '--enable', 'threads', '--sharedMemory'];
const RELAXED = ['--enable', 'relaxed-simd'];
const TARGETS = [
  { file: 'meta.wasm', relaxed: false, flags: ONE_THREAD },
  { file: 'meta-threads.wasm', relaxed: false, flags: THREADS },
  { file: 'meta-relaxed.wasm', relaxed: true, flags: [...ONE_THREAD, ...RELAXED] },
  { file: 'meta-threads-relaxed.wasm', relaxed: true, flags: [...THREADS, ...RELAXED] },
];

/** Modification time in ms, 0 for a file that is not there. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The compiler's files: the disk, and the generated micro-kernels beside the sources. */
const filesOf = (relaxed) => ({
  readFile(name, base) {
    const path = resolve(base, name);
    if (path === join(assembly, 'microkernels.ts')) return microkernelSource(relaxed);
    return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : null;
  },
  writeFile(name, contents, base) {
    writeFileSync(resolve(base, name), contents);
  },
  listFiles: () => [],
});

function upToDate() {
  const sources = [
    ...readdirSync(assembly, { recursive: true }).map((name) => join(assembly, name)),
    join(here, 'microkernels.mjs'),
    join(here, 'build.mjs'),
  ];
  const newest = Math.max(...sources.map(modified));
  return TARGETS.every(({ file }) => modified(join(out, file)) > newest);
}

async function main() {
  if (!process.argv.includes('--force') && upToDate()) return;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(out, { recursive: true });
  for (const { file, relaxed, flags } of TARGETS) {
    // Written beside and renamed, so that nobody ever reads half a module.
    const partial = join(out, `${file}.${process.pid}.tmp`);
    const { error, stderr } = await asc.main([...COMMON, ...flags, '--outFile', partial], filesOf(relaxed));
    if (error) {
      console.error(`kernel: ${file} did not compile: ${error.message}\n${stderr.toString()}`);
      process.exitCode = 1;
      return;
    }
    renameSync(partial, join(out, file));
  }
}

await main();
