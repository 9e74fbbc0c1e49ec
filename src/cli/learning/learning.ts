// npm run -s learning
// Whether the product learns as the algorithms do: mean test loss of MAML and FO-MAML on sinusoids after 2,000 Adam
// iterations, over 12 seeds, against an independent float32 implementation (1.018 and 1.411 over 14 seeds).
// Minutes of work, so outside the tests. Prints every seed's losses and the means; exit status 1 where a mean is off.
import { parseArgs } from 'node:util';
import { decodeLink } from '../../experiment/link/link.ts';
import { runExperiment } from '../experiment/run.ts';
import { runCommand } from '../shared/command.ts';
import { type LaneLosses, learningReport, SEEDS } from './judge.ts';

const ITERATIONS = 2000;

async function lossesOf(seed: number): Promise<LaneLosses> {
  const link = `#v=1&seed=${seed}&init=fan-in&opt=adam&evaltasks=1000&eval=${ITERATIONS}&lanes=maml~fo-maml`;
  const { experiment } = decodeLink(link);
  const { lanes } = await runExperiment({
    experiment,
    iterations: ITERATIONS,
    backend: 'wasm',
    code: 'kernels',
    data: null,
    log: () => {},
  });
  const [maml, firstOrder] = lanes.map(({ preset, final }) => {
    if (typeof final.testLoss !== 'number') throw new Error(`${preset} has no test loss for seed ${seed}.`);
    return final.testLoss;
  });
  return [maml, firstOrder];
}

async function main(): Promise<boolean> {
  const losses: LaneLosses[] = [];
  for (const seed of SEEDS) {
    losses.push(await lossesOf(seed));
    console.log(`seed ${seed}: ${losses[losses.length - 1].map((loss) => loss.toFixed(3)).join('  ')}`);
  }
  const { lines, failed } = learningReport(losses);
  for (const line of lines) console.log(line);
  if (failed) console.error('A mean is off: an update, the tasks or the evaluation changed.');
  return !failed;
}

function read(args: string[]): null {
  parseArgs({ args, options: {} });
  return null;
}

await runCommand({ usage: 'npm run -s learning', read, main });
