// npm run -s experiment -- --link '#v=1&…' --iterations N --out FILE [--data DIR] [--backend auto|webgpu|wasm|cpu]
//                          [--path kernels|ops] [--threads T] [--lenient]
// npm run -s experiment -- --paper NAME [--iterations N] --out FILE …     --list names the papers' experiments
// npm run -s experiment -- (--link … | --paper …) --python FILE [--lane I]     a PyTorch script that repeats the lane
//                          [--save-weights FILE.npz|.safetensors] [--start FILE.npz|.safetensors]     launch models
// Runs an experiment without a page, on the same engine, and writes every lane's series at its evaluations.
// Exit status: 0 written, 1 the experiment cannot run here, 2 the command or its link cannot be read.
import { parseArgs } from 'node:util';
import type { DecodedLink } from '../../experiment/link/link.ts';
import { PAPER_EXPERIMENTS, paperExperiment } from '../../experiment/papers/catalogue.ts';
import { dataOf, imageSideOf } from '../../experiment/taskSetup.ts';
import { BACKENDS, type BackendChoice } from '../../experiment/types.ts';
import { pytorchScript } from '../../script/script.ts';
import { folderOf, needed, oneOf, wholeNumber } from '../shared/arguments.ts';
import { runCommand } from '../shared/command.ts';
import { readLink } from '../shared/link.ts';
import { prepareOutput, writeJson, writeText } from '../shared/output.ts';
import { loadData } from './data.ts';
import { runExperiment } from './run.ts';
import { saveWeights, startFrom, type WeightsFile, weightsFile } from './weights.ts';

const USAGE =
  "npm run -s experiment -- (--link '#v=1&…' --iterations N | --paper NAME [--iterations N] | --list) --out FILE [--python FILE [--lane I]] [--save-weights FILE] [--start FILE] [--data DIR] [--backend auto|webgpu|wasm|cpu] [--path kernels|ops] [--threads T] [--lenient]";

/** Iterations of a script that nobody set. */
const SCRIPT_ITERATIONS = 100;

/** `list`: nothing but the names of the papers' experiments is asked for. */
type Options = RunOptions | 'list';

interface RunOptions {
  readonly link: string;
  readonly decoded: DecodedLink;
  readonly iterations: number;
  /** Where the result goes; null: nothing is run. */
  readonly out: string | null;
  readonly python: PythonOptions | null;
  /** Launch models: where they are written in the end, and what the run begins with. */
  readonly save: WeightsFile | null;
  readonly start: WeightsFile | null;
  readonly data: string | null;
  readonly backend: BackendChoice | null;
  readonly code: 'kernels' | 'ops';
  /** Threads of the fused kernel; absent: every core. */
  readonly threads: number | undefined;
}

/** A script for one lane, counted from 0. */
interface PythonOptions {
  readonly file: string;
  readonly lane: number;
}

interface Asked {
  readonly link?: string;
  readonly iterations?: string;
  readonly out?: string;
  readonly paper?: string;
  readonly python?: string;
  readonly lane?: string;
}

/** A paper's experiment brings its link and how long it trains. */
function fromPaper({ paper, ...asked }: Asked): Omit<Asked, 'paper'> {
  if (paper === undefined) return asked;
  if (asked.link !== undefined) throw new Error('--link and --paper are two experiments; give one');
  const entry = paperExperiment(paper);
  if (!entry) throw new Error(`--paper is a name that --list gives, not "${paper}"`);
  return { iterations: String(entry.iterations), ...asked, link: entry.link };
}

function pythonOptions({ python, lane }: Asked, lanes: number): PythonOptions | null {
  if (python === undefined) {
    if (lane !== undefined) throw new Error('--lane says which lane --python writes; give --python FILE too');
    return null;
  }
  const index = wholeNumber('--lane', lane ?? '0', 0);
  if (index >= lanes) throw new Error(`--lane is a whole number from 0 to ${lanes - 1}, not "${lane}"`);
  return { file: python, lane: index };
}

/** A line of each: its name, how long it trains, and where it stands. */
function listPapers(): void {
  for (const { name, iterations, citation } of PAPER_EXPERIMENTS)
    console.log(`${name}\t${iterations} iterations\t${citation}`);
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      link: { type: 'string' },
      paper: { type: 'string' },
      list: { type: 'boolean', default: false },
      iterations: { type: 'string' },
      out: { type: 'string' },
      python: { type: 'string' },
      lane: { type: 'string' },
      'save-weights': { type: 'string' },
      start: { type: 'string' },
      data: { type: 'string' },
      backend: { type: 'string' },
      path: { type: 'string', default: 'kernels' },
      lenient: { type: 'boolean', default: false },
      threads: { type: 'string' },
    },
  });
  if (values.list) return 'list';
  const asked = fromPaper(values);
  const { 'save-weights': saved, start } = values;
  // A script needs no run: it trains as long as it is told to.
  const scriptOnly =
    values.python !== undefined && [values.out, saved, start].every((one) => one === undefined);
  const { link, iterations } = scriptOnly
    ? needed({ iterations: String(SCRIPT_ITERATIONS), ...asked }, ['link', 'iterations'])
    : needed(asked, saved === undefined ? ['link', 'iterations', 'out'] : ['link', 'iterations']);
  const decoded = readLink(link, values.lenient);
  const { data, backend, path, threads } = values;
  return {
    link,
    decoded,
    iterations: wholeNumber('--iterations', iterations, 0),
    out: values.out ?? null,
    save: saved === undefined ? null : weightsFile('--save-weights', saved),
    start: start === undefined ? null : weightsFile('--start', start),
    python: pythonOptions(values, decoded.experiment.lanes.length),
    data: data === undefined ? null : folderOf('--data', data, 'data files'),
    backend: backend === undefined ? null : oneOf('--backend', backend, BACKENDS),
    code: oneOf('--path', path, ['kernels', 'ops']),
    threads: threads === undefined ? undefined : wholeNumber('--threads', threads, 1),
  };
}

async function main(options: Options): Promise<boolean> {
  if (options === 'list') {
    listPapers();
    return true;
  }
  const { experiment, notices } = options.decoded;
  for (const notice of notices) console.error(`${notice.field}: ${notice.message}`);
  if (options.python) {
    const { file, lane } = options.python;
    const { link, iterations } = options;
    writeText(file, pytorchScript({ experiment, lane, link, iterations }));
  }
  const { out, save, start, link } = options;
  if (out === null && save === null) return true;
  const data = await loadData(dataOf(experiment), options.data, imageSideOf(experiment));
  if (out !== null) prepareOutput(out);
  const result = await runExperiment({
    experiment,
    iterations: options.iterations,
    backend: options.backend ?? experiment.backend,
    code: options.code,
    threads: options.threads,
    data,
    log: (line) => console.error(line),
    ...(start && { start: startFrom(start) }),
    ...(save && { end: (trainer) => saveWeights(save, trainer, link) }),
  });
  if (out !== null) writeJson(out, result);
  return true;
}

await runCommand({ usage: USAGE, read: readOptions, main });
