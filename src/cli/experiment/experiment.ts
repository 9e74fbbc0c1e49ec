// npm run -s experiment -- --link '#v=1&…' --iterations N --out FILE [--data DIR] [--backend auto|wasm|cpu]
//                          [--path kernels|ops] [--threads T] [--lenient]
// Runs an experiment without a page, on the same engine, and writes every lane's series at its evaluations.
// Exit status: 0 written, 1 the experiment cannot run here, 2 the command or its link cannot be read.
import { parseArgs } from 'node:util';
import { type DecodedLink, decodeLink } from '../../experiment/link/link.ts';
import { dataOf } from '../../experiment/taskSetup.ts';
import { BACKENDS, type BackendChoice } from '../../experiment/types.ts';
import { folderOf, needed, oneOf, wholeNumber } from '../shared/arguments.ts';
import { runCommand } from '../shared/command.ts';
import { prepareOutput, writeJson } from '../shared/output.ts';
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
  const { link, iterations, out } = needed(values, ['link', 'iterations', 'out']);
  const { data, backend, path, threads } = values;
  return {
    decoded: readLink(link, values.lenient),
    iterations: wholeNumber('--iterations', iterations, 0),
    out,
    data: data === undefined ? null : folderOf('--data', data, 'data files'),
    backend: backend === undefined ? null : oneOf('--backend', backend, BACKENDS),
    code: oneOf('--path', path, ['kernels', 'ops']),
    threads: threads === undefined ? undefined : wholeNumber('--threads', threads, 1),
  };
}

async function main(options: Options): Promise<boolean> {
  const { experiment, notices } = options.decoded;
  for (const notice of notices) console.error(`${notice.field}: ${notice.message}`);
  const data = await loadData(dataOf(experiment), options.data, experiment.options.imageSize);
  prepareOutput(options.out);
  const result = await runExperiment({
    experiment,
    iterations: options.iterations,
    backend: options.backend ?? experiment.backend,
    code: options.code,
    threads: options.threads,
    data,
    log: (line) => console.error(line),
  });
  writeJson(options.out, result);
  return true;
}

await runCommand({ usage: USAGE, read: readOptions, main });
