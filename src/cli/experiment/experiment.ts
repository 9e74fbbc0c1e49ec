// npm run -s experiment -- --link '#v=1&…' --iterations N --out FILE [--data DIR] [--backend auto|wasm|cpu]
//                          [--path kernels|ops] [--threads T] [--lenient]
// Runs an experiment without a page, on the same engine, and writes every lane's series at its evaluations.
// Exit status: 0 written, 1 the experiment cannot run here, 2 the command or its link cannot be read.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type DecodedLink, decodeLink } from '../../experiment/link/link.ts';
import { dataOf } from '../../experiment/taskSetup.ts';
import { BACKENDS, type BackendChoice } from '../../experiment/types.ts';
import { runCommand } from '../shared/command.ts';
import { loadData } from './data.ts';
import { runExperiment } from './run.ts';

const USAGE =
  "npm run -s experiment -- --link '#v=1&…' --iterations N --out FILE [--data DIR] [--backend auto|webgpu|wasm|cpu] [--path kernels|ops] [--threads T] [--lenient]";

interface Options {
  readonly decoded: DecodedLink;
  readonly iterations: number;
  readonly out: string;
  readonly data: string | null;
  readonly backend: BackendChoice | null;
  readonly code: 'kernels' | 'ops';
  /** Threads of the fused kernel; absent: every core. */
  readonly threads: number | undefined;
}

/** In the page an unreadable link opens the default experiment; here it would be a run that nobody asked for. */
function readLink(link: string, lenient: boolean): DecodedLink {
  const decoded = decodeLink(link);
  if (decoded.unreadable !== undefined) throw new Error(decoded.unreadable);
  const lost = decoded.notices.filter((notice) => notice.lost);
  if (lost.length > 0 && !lenient)
    throw new Error(
      `The link loses parts: ${lost.map(({ message }) => message).join(' ')} Pass --lenient to run it without them.`,
    );
  return decoded;
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      link: { type: 'string' },
      iterations: { type: 'string' },
      out: { type: 'string' },
      data: { type: 'string' },
      backend: { type: 'string' },
      path: { type: 'string', default: 'kernels' },
      lenient: { type: 'boolean', default: false },
      threads: { type: 'string' },
    },
  });
  const { link, out, data, backend, path } = values;
  if (link === undefined || values.iterations === undefined || !out) {
    throw new Error('--link, --iterations and --out are needed');
  }
  const iterations = Number(values.iterations);
  if (!Number.isInteger(iterations) || iterations < 0) {
    throw new Error(`--iterations is a whole number from 0 on, not "${values.iterations}"`);
  }
  if (backend !== undefined && !(BACKENDS as readonly string[]).includes(backend)) {
    throw new Error(`--backend is one of ${BACKENDS.join(', ')}, not "${backend}"`);
  }
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new Error(`--threads is a whole number from 1 on, not "${values.threads}"`);
  }
  if (path !== 'kernels' && path !== 'ops') throw new Error(`--path is kernels or ops, not "${path}"`);
  if (data !== undefined && !statSync(data, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`--data is a folder of data files; "${data}" is none`);
  }
  return {
    decoded: readLink(link, values.lenient),
    iterations,
    out,
    data: data ?? null,
    backend: (backend as BackendChoice | undefined) ?? null,
    code: path,
    threads,
  };
}

async function main(options: Options): Promise<void> {
  const { experiment, notices } = options.decoded;
  for (const notice of notices) console.error(`${notice.field}: ${notice.message}`);
  const data = await loadData(dataOf(experiment), options.data, experiment.options.imageSize);
  // Before the work, so that a folder that cannot be made costs no run.
  mkdirSync(dirname(options.out), { recursive: true });
  const result = await runExperiment({
    experiment,
    iterations: options.iterations,
    backend: options.backend ?? experiment.backend,
    code: options.code,
    threads: options.threads,
    data,
    log: (line) => console.error(line),
  });
  writeFileSync(options.out, `${JSON.stringify(result, null, 1)}\n`);
}

await runCommand(readOptions, main, USAGE);
