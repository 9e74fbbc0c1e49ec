// A lane whose settings have no meaning stays stopped at its place with the reason; the others are not touched.
import { beforeAll, describe, expect, it } from 'vitest';
import type { WasmKernel } from '../kernels/wasm/program.ts';
import { lane, loadTestKernel, pointsOf, smallExperiment, trainerFor } from './testing.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

const losses = (messages: Awaited<ReturnType<typeof pointsOf>>, of: number) =>
  messages
    .flat()
    .filter((one) => one.lane === of)
    .flatMap((one) => [...one.train.trainLoss]);

describe('refused lanes', () => {
  const broken = lane('dif-maml', { agents: 4, graph: '0-1,2-3' });

  it('stop at iteration 0 with the reason', async () => {
    const trainer = trainerFor(kernel, smallExperiment([broken, lane('maml')]));
    await trainer.begin();
    const stops = trainer.takeStops();
    expect(stops).toHaveLength(1);
    expect(stops[0]).toMatchObject({ lane: 0, stop: { iteration: 0, refused: true } });
    expect(stops[0].stop.reason).toContain('not connected');
    await trainer.advance(3);
    expect(trainer.iteration).toBe(3);
    expect(trainer.lanes[1].stop).toBeNull();
  });

  it('leave the other lanes exactly as they are without them', async () => {
    const beside = losses(await pointsOf(kernel, smallExperiment([broken, lane('maml')]), [10]), 1);
    const alone = losses(await pointsOf(kernel, smallExperiment([lane('maml')]), [10]), 0);
    expect(alone).toHaveLength(10);
    expect(beside).toEqual(alone);
  });

  it('stop in the middle where an edit takes the meaning away', async () => {
    const trainer = trainerFor(kernel, smallExperiment([lane('dif-maml', { agents: 4 }), lane('maml')]));
    await trainer.begin();
    await trainer.advance(4);
    trainer.edit(0, 'graph', '0-1');
    await trainer.advance(2);
    expect(trainer.takeStops()).toMatchObject([{ lane: 0, stop: { iteration: 4, refused: true } }]);
    expect(trainer.iteration).toBe(6);
  });
});
