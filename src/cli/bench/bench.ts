// npm run -s bench -- --out FILE [--only sinusoid-n1,…] [--paths kernel-wasm,…] [--seconds 0.4]
//                     [--peers DIR] [--torch FILE.py] [--python python3] [--before CHECKOUT]
// Times whole meta-iterations of every workload on every path: five repetitions of --seconds each, medians. With --torch
// the PyTorch baseline's rows stand beside. `scaling-…` vary one size, `bounds` compares in turns with the peers of --peers
// and with an earlier checkout, `page-…` are the built page in Chromium. What cannot run is said and left out.
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import type { Browser } from '@playwright/test';
import { hasRelaxedSimd } from '../../engine/kernels/wasm/relaxedSimd.ts';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import { PATHS, type PathName } from '../../learner/backends.ts';
import { messageOf } from '../../text/sentences.ts';
import { runCommand } from '../shared/command.ts';
import { writeJson } from '../shared/output.ts';
import { BOUNDS, type BoundRow, checkBound } from './bounds.ts';
import { type ChromiumTimer, launchChromium, startTimer } from './chromium.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { type PageRow, timePage } from './pageRate.ts';
import { type TorchRow, timeTorch } from './peers.ts';
import { boundLine, machineLine, pageLine, type Row, rowLine, scalingLine, torchLine } from './print.ts';
import { CLOSE, type ScalingRow, SWEEPS, timeSweep } from './scaling.ts';
import { type Timing, timeWorkload, WORKLOADS } from './workloads.ts';

const log = (line: string) => console.error(line);
const now = () => performance.now();

/** Convolutions in plain JavaScript: minutes per iteration. */
const needsMinutes = (workload: string, path: PathName) =>
  path === 'ops-cpu' && WORKLOADS[workload].model.kind === 'cnn';
const needsGpu = (path: PathName) => PATHS[path].backend === 'webgpu';
/** Repetitions of the page's measurement: one, as long as the five of a workload together, and 3 s at least. */
const pageSeconds = (seconds: number) => Math.max(3, 5 * seconds);

/** Null where it cannot be timed; what went wrong is said. */
async function timing(
  { seconds, pathsChosen }: Options,
  timer: ChromiumTimer | null,
  workload: string,
  path: PathName,
): Promise<Timing | null> {
  if (!pathsChosen && needsMinutes(workload, path)) {
    log(`${workload} on ${path} takes minutes and is left out; name the path in --paths to time it.`);
    return null;
  }
  const limits = { repetitions: 5, limit: seconds * 1000, iterations: 400 };
  try {
    if (!needsGpu(path)) return await timeWorkload(workload, path, NODE_ASSETS, { ...limits, now });
    return timer?.adapter ? await timer.time({ workload, path, ...limits }) : null;
  } catch (error) {
    log(`${workload} on ${path} is left out: ${messageOf(error)}`);
    return null;
  }
}

interface Measured {
  readonly machine: string;
  readonly rows: Row[];
  readonly torch: TorchRow[];
}

function torchRows({ torch, python, seconds }: Options, workload: string): TorchRow[] {
  return torch === null ? [] : timeTorch(torch, python, workload, Math.max(1, seconds));
}

async function timeSweeps({ sweeps, seconds }: Options): Promise<ScalingRow[]> {
  const all: ScalingRow[] = [];
  for (const name of sweeps) {
    const rows = await timeSweep(name, seconds / 2);
    for (const row of rows) console.log(scalingLine(row));
    const { least } = SWEEPS[name];
    if (least !== null && rows.some(({ overBest }) => overBest > CLOSE))
      console.log(`${name} above ${CLOSE} × best: ${least}`);
    all.push(...rows);
  }
  return all;
}

async function checkBounds(options: Options, browser: Browser | null): Promise<BoundRow[]> {
  if (!options.bounds) return [];
  const rows: BoundRow[] = [];
  console.log(boundLine());
  for (const bound of BOUNDS) {
    const row = await checkBound(bound, { ...options, browser, log });
    rows.push(row);
    console.log(boundLine(row));
  }
  return rows;
}

async function timeWorkloads(options: Options, browser: Browser | null): Promise<Measured> {
  const wantGpu = options.workloads.length > 0 && options.paths.some(needsGpu);
  const timer = browser && wantGpu ? await startTimer(browser) : null;
  if (timer?.adapter === '') log('Chromium found no graphics adapter, so the WebGPU paths are left out.');
  const measured: Measured = { machine: machineLine(timer?.adapter ?? ''), rows: [], torch: [] };
  console.log(measured.machine);
  try {
    for (const workload of options.workloads) {
      const torch = torchRows(options, workload);
      measured.torch.push(...torch);
      for (const row of torch) console.log(torchLine(row));
      for (const path of options.paths) {
        const result = await timing(options, timer, workload, path);
        if (!result) continue;
        const row = { workload, path, ...result };
        measured.rows.push(row);
        console.log(rowLine(row, torch));
      }
    }
  } finally {
    await timer?.close();
  }
  return measured;
}

async function timePages({ pages, seconds }: Options, browser: Browser | null): Promise<PageRow[]> {
  const rows: PageRow[] = [];
  for (const workload of browser ? pages : []) {
    try {
      const row = await timePage(browser as Browser, workload, pageSeconds(seconds), log);
      rows.push(row);
      console.log(pageLine(row));
    } catch (error) {
      log(`${workload} is left out: ${messageOf(error)}`);
    }
  }
  return rows;
}

async function main(options: Options): Promise<boolean> {
  const wantGpu = options.workloads.length > 0 && options.paths.some(needsGpu);
  const wantPage = options.pages.length > 0 || (options.bounds && options.before !== null);
  const browser = wantGpu || wantPage ? await launchChromium(log) : null;
  try {
    const { machine, rows, torch } = await timeWorkloads(options, browser);
    // Nothing else may draw or compute while the page is measured.
    const pages = await timePages(options, browser);
    const scaling = await timeSweeps(options);
    const bounds = await checkBounds(options, browser);
    writeJson(options.out, { machine, rows: [...rows, ...pages], torch, scaling, bounds });
  } finally {
    await browser?.close();
  }
  return true;
}

// Browsers have relaxed SIMD; some versions of Node keep it behind this switch.
if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
await runCommand({ usage: USAGE, read: readOptions, main });
