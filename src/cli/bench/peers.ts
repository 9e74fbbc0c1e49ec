// Other programs that do the same meta-iteration, run beside ours on one thread: PyTorch, functorch, NumPy and native
// C++. Their scripts lie outside the project, in a folder that is named on the command line.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { messageOf } from '../../text/sentences.ts';

const PEER_NAMES = ['native C++', 'NumPy', 'PyTorch looped', 'PyTorch batched', 'functorch'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** A program at work on one workload. */
export interface Peer {
  /** Milliseconds of a meta-iteration: the median over some seconds. Throws where it cannot do the workload. */
  time(seconds: number): Promise<number>;
  close(): void;
}

export interface PeerPlace {
  /** The folder of their scripts. */
  readonly folder: string;
  readonly python: string;
}

const ONE_THREAD = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** The script of a peer. @throws where the folder has none */
function script({ folder }: PeerPlace, name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  return path;
}

/** The first line that a process answers with. */
function answer(child: ChildProcess, lines: AsyncIterator<string>): Promise<string> {
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with exit status ${code}`)));
  });
  return Promise.race([lines.next().then(({ value }) => String(value)), failed]);
}

/** A process that answers each line {workload, seconds} with a line {median} in milliseconds, or {error}. */
function asked(command: string, args: readonly string[], workload: string): Peer {
  const child = spawn(command, args, { env: ONE_THREAD, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async time(seconds) {
      child.stdin.write(`${JSON.stringify({ workload, seconds })}\n`);
      const { median, error } = JSON.parse(await answer(child, lines)) as { median?: number; error?: string };
      if (median === undefined) throw new Error(error ?? 'it answered without a time');
      return median;
    },
    close: () => void child.kill(),
  };
}

/** torch_baseline.py times every style of a workload by itself and prints a line of each. */
function torch(place: PeerPlace, style: string, workload: string): Peer {
  const path = script(place, 'torch_baseline.py');
  return {
    async time(seconds) {
      const row = timeTorch(path, place.python, workload, seconds).find((one) => one.style === style);
      if (!row) throw new Error(`it has no ${workload} in the style "${style}"`);
      return row.ms;
    },
    close: () => {},
  };
}

function native(place: PeerPlace, workload: string): Peer {
  const source = script(place, 'native_sinusoid.cpp');
  const binary = join(mkdtempSync(join(tmpdir(), 'innerloop-bench-')), 'native');
  execFileSync('g++', ['-O3', '-march=native', '-ffast-math', source, '-o', binary]);
  return asked(binary, [], workload);
}

const START: Readonly<Record<PeerName, (place: PeerPlace, workload: string) => Peer>> = {
  'native C++': native,
  NumPy: (place, workload) => asked(place.python, [script(place, 'numpy_sinusoid.py')], workload),
  functorch: (place, workload) => asked(place.python, [script(place, 'functorch_vmap.py'), '1'], workload),
  'PyTorch looped': (place, workload) => torch(place, 'loop', workload),
  'PyTorch batched': (place, workload) => torch(place, 'batched', workload),
};

/** Starts a peer on a workload. @throws where it cannot run here, with the reason */
export async function startPeer(name: PeerName, place: PeerPlace | null, workload: string): Promise<Peer> {
  if (!place) throw new Error('--peers (or BENCH_PEERS) names no folder');
  const peer = START[name](place, workload);
  try {
    // Its first answer pays for imports and warms it up.
    await peer.time(0.05);
  } catch (error) {
    peer.close();
    throw new Error(`it does not run here: ${messageOf(error).split('\n')[0]}`);
  }
  return peer;
}

export interface TorchRow {
  readonly workload: string;
  readonly style: string;
  readonly ms: number;
  readonly iterations: number;
}

/** The PyTorch baseline's rows of a workload on one thread; the script prints one JSON object a line. */
export function timeTorch(path: string, python: string, workload: string, seconds: number): TorchRow[] {
  const args = [path, '--threads', '1', '--only', workload, '--seconds', String(seconds)];
  return execFileSync(python, args, {
    encoding: 'utf8',
    env: ONE_THREAD,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as TorchRow);
}
