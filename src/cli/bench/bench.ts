// npm run -s bench -- --out FILE [--only sinusoid-n1,…] [--paths kernel-wasm,…] [--seconds 0.4] [--torch FILE.py [--python python3]]
// Times whole meta-iterations of every workload on every path: five repetitions of --seconds each, medians. With
// --torch the PyTorch baseline runs beside (one thread) and the ratios are printed. The workloads `page-…` are the
// built page itself in Chromium. What cannot run is said and left out.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import { PATH_NAMES, PATHS, type PathName } from '../../learner/backends.ts';
import { messageOf } from '../../text/sentences.ts';
import { runCommand } from '../shared/command.ts';
import { type ChromiumTimer, launchChromium, startTimer } from './chromium.ts';
import { PAGE_WORKLOAD_NAMES, type PageRow, timePage } from './pageRate.ts';
import { type Timing, timeWorkload, WORKLOADS } from './workloads.ts';

const USAGE =
  'npm run -s bench -- --out FILE [--only WORKLOAD,…] [--paths PATH,…] [--seconds N] [--torch torch_baseline.py [--python python3]]';

interface Options {
  readonly out: string;
  readonly workloads: readonly string[];
  readonly paths: readonly PathName[];
  readonly pathsChosen: boolean;
  readonly seconds: number;
  readonly torch: string | null;
  readonly python: string;
}

interface Row {
  readonly workload: string;
  readonly path: PathName;
  readonly ms: number;
  readonly iterations: number;
}

interface TorchRow {
  readonly workload: string;
  readonly style: string;
  readonly ms: number;
  readonly iterations: number;
}

function chosen<T extends string>(flag: string, text: string | undefined, all: readonly T[]): readonly T[] {
  if (text === undefined) return all;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(all as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`${flag} knows ${all.join(', ')}; not "${unknown}"`);
  return names as T[];
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      only: { type: 'string' },
      paths: { type: 'string' },
      seconds: { type: 'string', default: '0.4' },
      torch: { type: 'string' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const seconds = Number(values.seconds);
  if (!values.out) throw new Error('--out is needed');
  if (!(seconds > 0)) throw new Error(`--seconds is a positive number, not "${values.seconds}"`);
  return {
    out: values.out,
    workloads: chosen('--only', values.only, [...Object.keys(WORKLOADS), ...PAGE_WORKLOAD_NAMES]),
    paths: chosen('--paths', values.paths, PATH_NAMES),
    pathsChosen: values.paths !== undefined,
    seconds,
    torch: values.torch ?? null,
    python: values.python,
  };
}

function runTorch(python: string, script: string, workload: string, seconds: number): TorchRow[] {
  const args = [script, '--threads', '1', '--only', workload, '--seconds', String(Math.max(1, seconds))];
  const output = execFileSync(python, args, { encoding: 'utf8' });
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as TorchRow);
}

function machineLine(adapter: string | null): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const gpu = adapter ? `, WebGPU on ${adapter}` : '';
  return `${model}, ${availableParallelism()} cores, Node ${process.version}${gpu}`;
}

const shown = (value: number) => value.toPrecision(3);

function printRow(row: Row, torch: readonly TorchRow[]): void {
  const ratios = torch
    .filter((one) => one.workload === row.workload)
    .map((one) => `${shown(row.ms / one.ms)} × torch ${one.style}`);
  const line = [row.workload.padEnd(20), row.path.padEnd(14), `${shown(row.ms)} ms`.padStart(10), ...ratios];
  console.log(line.join('  '));
}

/** Convolutions in plain JavaScript: minutes per iteration. */
const needsMinutes = (workload: string, path: PathName) =>
  path === 'ops-cpu' && WORKLOADS[workload].model.kind === 'cnn';
const needsPage = (path: PathName) => PATHS[path].backend === 'webgpu';
/** Repetitions of the page's measurement: one, as long as the five of a workload together, and 3 s at least. */
const pageSeconds = (seconds: number) => Math.max(3, 5 * seconds);

function printPage(row: PageRow): void {
  const {
    workload,
    iterationsPerSecond,
    headlessIterationsPerSecond,
    ratio,
    framesPerSecond,
    longestTaskMs,
  } = row;
  const tasks = longestTaskMs > 0 ? `longest task ${shown(longestTaskMs)} ms` : 'no task over 50 ms';
  console.log(
    `${workload.padEnd(20)}  ${row.path.padEnd(14)}  ${`${shown(row.ms)} ms`.padStart(10)}  ` +
      `${shown(iterationsPerSecond)} iterations/s, ${shown(ratio)} × headless (${shown(headlessIterationsPerSecond)}/s), ` +
      `${shown(framesPerSecond)} frames/s, ${tasks}`,
  );
}

async function main(options: Options): Promise<void> {
  const { paths, seconds, torch } = options;
  const log = (line: string) => console.error(line);
  const workloads = options.workloads.filter((name) => name in WORKLOADS);
  const pages = paths.includes('kernel-wasm')
    ? PAGE_WORKLOAD_NAMES.filter((name) => options.workloads.includes(name))
    : [];
  const timing = { repetitions: 5, limit: seconds * 1000, iterations: 400 };
  const now = () => performance.now();
  const wantGpu = workloads.length > 0 && paths.some(needsPage);
  const browser = wantGpu || pages.length > 0 ? await launchChromium(log) : null;
  const rows: (Row | PageRow)[] = [];
  const torchRows: TorchRow[] = [];
  let timer: ChromiumTimer | null = null;
  let machine = machineLine(null);
  try {
    if (browser && wantGpu) {
      timer = await startTimer(browser);
      if (timer.adapter) machine = machineLine(timer.adapter);
      else log('Chromium found no graphics adapter, so the WebGPU paths are left out.');
    }
    console.log(machine);
    for (const workload of workloads) {
      if (torch) {
        torchRows.push(...runTorch(options.python, torch, workload, seconds));
        for (const row of torchRows.filter((one) => one.workload === workload)) {
          console.log(
            `${workload.padEnd(20)}  ${`torch ${row.style}`.padEnd(14)}  ${`${shown(row.ms)} ms`.padStart(10)}`,
          );
        }
      }
      for (const path of paths) {
        if (!options.pathsChosen && needsMinutes(workload, path)) {
          log(`${workload} on ${path} takes minutes and is left out; name the path in --paths to time it.`);
          continue;
        }
        let result: Timing | null = null;
        try {
          if (!needsPage(path)) result = await timeWorkload(workload, path, NODE_ASSETS, { ...timing, now });
          else if (timer?.adapter) result = await timer.time({ workload, path, ...timing });
        } catch (error) {
          log(`${workload} on ${path} is left out: ${messageOf(error)}`);
        }
        if (!result) continue;
        const row = { workload, path, ...result };
        rows.push(row);
        printRow(row, torchRows);
      }
    }
    // Nothing else may draw or compute while the page is measured.
    await timer?.close();
    timer = null;
    for (const workload of pages) {
      if (!browser) break;
      try {
        const row = await timePage(browser, workload, pageSeconds(seconds), log);
        rows.push(row);
        printPage(row);
      } catch (error) {
        log(`${workload} is left out: ${messageOf(error)}`);
      }
    }
  } finally {
    await timer?.close();
    await browser?.close();
  }
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify({ machine, rows, torch: torchRows }, null, 1)}\n`);
}

await runCommand(readOptions, main, USAGE);
