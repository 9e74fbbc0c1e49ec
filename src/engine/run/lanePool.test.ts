// Lanes spread over helpers: the same run bit for bit, also where a helper ends in the middle.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lane } from '../../experiment/types.ts';
import type { LanePoints } from '../../protocol/payloads.ts';
import { type Helper, startHelper } from '../kernels/wasm/helper.ts';
import type { WasmKernel } from '../kernels/wasm/program.ts';
import { spread } from './lanePool.ts';
import { lane, loadTestKernel, smallExperiment, trainerFor } from './testing.ts';

let kernel: WasmKernel;
const helpers: Helper[] = [];

async function newHelper(): Promise<Helper> {
  const helper = await startHelper(kernel.module);
  if (!helper) throw new Error('No worker could be started.');
  helpers.push(helper);
  return helper;
}

beforeAll(async () => {
  kernel = await loadTestKernel();
});
afterAll(() => {
  for (const helper of helpers) helper.stop();
});

const LANES: readonly Lane[] = [
  lane('maml'),
  lane('fo-maml'),
  lane('hf-maml'),
  lane('anil', { innerSteps: 3 }),
  lane('dif-maml', { agents: 3 }),
];
const experiment = smallExperiment(LANES, { evalEvery: 20 });
const losses = (points: readonly LanePoints[]) => points.map(({ train }) => [...train.trainLoss]);

/** A clock by which several workers are faster, so that lanes are spread; it counts the calls that go to helpers. */
function counted(helper: Helper) {
  let calls = 0;
  return {
    helper: {
      ...helper,
      run: (...call: Parameters<Helper['run']>) => {
        calls++;
        return helper.run(...call);
      },
    },
    calls: () => calls,
  };
}

describe('lanes over several workers', () => {
  it('give the same run bit for bit', async () => {
    const [first, second] = [counted(await newHelper()), counted(await newHelper())];
    const now = () => performance.now();
    const alone = trainerFor(kernel, experiment, now);
    const together = trainerFor(kernel, experiment, now, [first.helper, second.helper]);
    for (const trainer of [alone, together]) await trainer.advance(40);
    expect(first.calls() + second.calls()).toBeGreaterThan(2);
    expect(losses(together.takePoints())).toEqual(losses(alone.takePoints()));
    for (const [i, { group }] of together.lanes.entries())
      expect(group.runs[0].params).toEqual(alone.lanes[i].group.runs[0].params);
    for (const { seconds } of together.lanes) expect(seconds).toBeGreaterThan(0);
  });

  it('go on with this thread alone where a helper ends', async () => {
    const { helper, calls } = counted(await newHelper());
    const alone = trainerFor(kernel, experiment, () => performance.now());
    const together = trainerFor(kernel, experiment, () => performance.now(), [helper]);
    for (const trainer of [alone, together]) await trainer.advance(2);
    helpers[helpers.length - 1].stop();
    for (const trainer of [alone, together]) await trainer.advance(20);
    const tried = calls();
    expect(tried).toBeGreaterThan(0);
    for (const trainer of [alone, together]) await trainer.advance(40);
    expect(calls()).toBe(tried);
    expect(losses(together.takePoints())).toEqual(losses(alone.takePoints()));
  });

  it('are spread by what they cost, the longest first', () => {
    expect(spread([4, 3, 2, 1], 2)).toEqual([0, 1, 1, 0]);
    expect(spread([1, 9, 1], 2)).toEqual([1, 0, 1]);
    expect(spread([1, 2], 1)).toEqual([0, 0]);
  });
});
