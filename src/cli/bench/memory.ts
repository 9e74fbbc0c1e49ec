// Run as a process of its own, so that nothing else has grown the memory: `memory.ts WORKLOAD PATH` trains two iterations
// and prints the bytes that the path's code has taken.
import { fork } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import type { PathName } from '../../learner/backends.ts';
import { openOn, WORKLOADS } from './workloads.ts';

const own = fileURLToPath(import.meta.url);

/** Bytes that a workload takes on a path. @throws where the path cannot run it */
export async function memoryOf(workload: string, path: PathName): Promise<number> {
  const child = fork(own, [workload, path], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('message', (bytes) => resolve(Number(bytes)));
    child.once('exit', (code) => reject(new Error(`its process ended with exit status ${code}`)));
  });
}

async function main([workload, path]: readonly string[]): Promise<void> {
  const session = await openOn(WORKLOADS[workload], path as PathName, NODE_ASSETS, () => performance.now());
  if (!session) throw new Error(`${path} cannot run ${workload}`);
  await session.trainer.advance(2);
  process.send?.(session.trainer.lanes[0].program.memoryBytes?.() ?? Number.NaN);
  session.dispose();
  process.disconnect?.();
}

if (process.argv[1] === own) await main(process.argv.slice(2));
