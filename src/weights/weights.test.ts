// Launch models as files: names and shapes of PyTorch's modules, back to the same rows, and read by NumPy and PyTorch.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../cli/shared/python.ts';
import { createOpsProgram } from '../engine/meta/opsProgram.ts';
import { startNodeBackend } from '../engine/programs/testing.ts';
import { allocateBatch } from '../learner/batch.ts';
import type { CnnSpec, MlpSpec } from '../learner/model.ts';
import { parameterCount } from '../learner/model.ts';
import { createStream } from '../math/rng.ts';
import { launchModelsFrom, namedModels } from './launchModels.ts';
import { readNpz, writeNpz } from './npz.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { rowOfTensors, tensorsOfRow } from './tensors.ts';

const mlp: MlpSpec = { kind: 'mlp', sizes: [2, 3, 1], activation: 'relu', bias: true };
const cnn: CnnSpec = {
  kind: 'cnn',
  height: 9,
  width: 8,
  channels: 2,
  filters: [3, 4],
  hidden: [5],
  outputs: 3,
};
const specs = [mlp, cnn] as const;

function numbers(length: number, key: string): Float32Array {
  const stream = createStream(1, 'weights test', key);
  return Float32Array.from({ length }, () => stream.normal());
}

const byName = (tensors: ReturnType<typeof tensorsOfRow>) => new Map(tensors.map((one) => [one.name, one]));

describe('weights', () => {
  it('have the names, shapes and order of PyTorch’s modules', () => {
    const row = Float32Array.of(11, 12, 13, 21, 22, 23, 1, 2, 3, 31, 32, 33, 4);
    expect(tensorsOfRow(mlp, row)).toEqual([
      { name: 'layers.0.weight', shape: [3, 2], data: Float32Array.of(11, 21, 12, 22, 13, 23) },
      { name: 'layers.0.bias', shape: [3], data: Float32Array.of(1, 2, 3) },
      { name: 'layers.1.weight', shape: [1, 3], data: Float32Array.of(31, 32, 33) },
      { name: 'layers.1.bias', shape: [1], data: Float32Array.of(4) },
    ]);
    const shapes = tensorsOfRow(cnn, numbers(parameterCount(cnn), 'cnn')).map(({ name, shape }) => [
      name,
      shape,
    ]);
    expect(Object.fromEntries(shapes)).toEqual({
      'layers.0.weight': [3, 2, 3, 3],
      'layers.0.bias': [3],
      'norms.0.weight': [3],
      'norms.0.bias': [3],
      'layers.1.weight': [4, 3, 3, 3],
      'layers.1.bias': [4],
      'norms.1.weight': [4],
      'norms.1.bias': [4],
      'layers.2.weight': [5, 16],
      'layers.2.bias': [5],
      'layers.3.weight': [3, 5],
      'layers.3.bias': [3],
    });
  });

  it.each(specs)('come back from both formats as they were ($kind)', (spec) => {
    const row = numbers(parameterCount(spec), spec.kind);
    const tensors = tensorsOfRow(spec, row, 'lane0.');
    expect(rowOfTensors(spec, byName(readNpz(writeNpz(tensors))), 'lane0.')).toEqual(row);
    const file = writeSafetensors(tensors, { link: '#v=1' });
    expect(rowOfTensors(spec, byName(readSafetensors(file)), 'lane0.')).toEqual(row);
  });

  it('are of every lane, seed and agent, and found again there', () => {
    const width = parameterCount(mlp);
    const [one, two, three] = [1, 2, 3].map((n) => numbers(n === 2 ? 2 * width : width, String(n)));
    const tensors = namedModels(mlp, [
      [{ agents: 1, params: one }],
      [{ agents: 2, params: two }],
      [
        { agents: 1, params: one },
        { agents: 1, params: three },
      ],
    ]);
    const names = tensors.filter(({ name }) => name.endsWith('layers.0.bias')).map(({ name }) => name);
    expect(names).toEqual([
      'lane0.layers.0.bias',
      'lane1.agent0.layers.0.bias',
      'lane1.agent1.layers.0.bias',
      'lane1.centroid.layers.0.bias',
      'lane2.seed0.layers.0.bias',
      'lane2.seed1.layers.0.bias',
    ]);
    const from = (lane: number, seed: number, seeds: number, agents: number) =>
      launchModelsFrom(mlp, tensors, { lane, seed, seeds, agents });
    expect(from(0, 0, 1, 1)).toEqual(one);
    expect(from(1, 0, 1, 2)).toEqual(two);
    expect(from(2, 1, 2, 1)).toEqual(three);
    // One launch model takes the agents' mean; agents take the one model that there is.
    expect(from(1, 0, 1, 1)[0]).toBeCloseTo((two[0] + two[width]) / 2, 6);
    expect(from(0, 0, 1, 2)).toEqual(Float32Array.of(...one, ...one));
    // Arrays without a prefix serve for every lane.
    const plain = tensorsOfRow(mlp, three);
    expect(launchModelsFrom(mlp, plain, { lane: 5, seed: 0, seeds: 1, agents: 1 })).toEqual(three);
  });

  it('say what is missing or does not fit', () => {
    const place = { lane: 0, seed: 0, seeds: 1, agents: 1 };
    const tensors = tensorsOfRow(mlp, numbers(parameterCount(mlp), 'x'));
    const wide: MlpSpec = { ...mlp, sizes: [2, 4, 1] };
    expect(() => launchModelsFrom(wide, tensors, place)).toThrow(
      '"layers.0.weight" has the shape [3, 2], but the model needs [4, 2].',
    );
    expect(() => launchModelsFrom(mlp, tensors.slice(0, 3), place)).toThrow(
      'The file has no array "layers.1.bias" of [1].',
    );
    tensors[0].data[2] = Number.NaN;
    expect(() => launchModelsFrom(mlp, tensors, place)).toThrow('not finite');
    const file = writeSafetensors(tensors, {});
    expect(() => readSafetensors(file.subarray(0, file.length - 4))).toThrow('is cut');
    expect(() => readSafetensors(file.subarray(0, 5))).toThrow('its header is cut');
    expect(() => readNpz(file)).toThrow('no .npz');
  });
});

/** The engine's outputs on one set of images. */
async function engineOutputs(row: Float32Array, images: Float32Array): Promise<Float32Array> {
  await startNodeBackend('cpu');
  const program = createOpsProgram('ops-cpu', cnn, 'mse');
  const sizes = { rows: 1, inputs: 9 * 8 * 2, outputs: 3, support: 4, query: 4, hessian: 0 };
  const batch = allocateBatch(sizes);
  batch.query.x.set(images);
  const rule = { alpha: 0.1, innerSteps: 0, curvature: 'none', delta: 1, adapted: 'all', l2: 0 } as const;
  const { trace } = await program.metaGradient({
    launch: row,
    agents: 1,
    batch,
    rule,
    wantGradient: false,
    wantTrace: true,
  });
  program.dispose();
  return trace as Float32Array;
}

const python = findPython(['numpy', 'torch']);

/** The CNN in plain PyTorch on the file's arrays: outputs of one batch of images. */
const CHECK = `
import json, struct, sys
import numpy as np
import torch
from torch.nn import functional as F

npz = dict(np.load(sys.argv[1]))
raw = open(sys.argv[2], "rb").read()
length = struct.unpack("<Q", raw[:8])[0]
header = json.loads(raw[8 : 8 + length])
assert header.pop("__metadata__") == {"link": "#v=1"}
for name, entry in header.items():
    begin, end = entry["data_offsets"]
    array = np.frombuffer(raw[8 + length + begin : 8 + length + end], "<f4").reshape(entry["shape"])
    assert np.array_equal(array, npz[name]), name
w = {name: torch.as_tensor(array) for name, array in npz.items()}
x = torch.tensor(json.loads(sys.argv[3])).reshape(-1, 9, 8, 2).permute(0, 3, 1, 2)
for layer in range(2):
    x = F.conv2d(x, w[f"layers.{layer}.weight"], w[f"layers.{layer}.bias"], padding=1)
    x = F.batch_norm(x, None, None, w[f"norms.{layer}.weight"], w[f"norms.{layer}.bias"], training=True)
    x = F.max_pool2d(F.relu(x), 2)
x = F.relu(F.linear(x.flatten(1), w["layers.2.weight"], w["layers.2.bias"]))
print(json.dumps(F.linear(x, w["layers.3.weight"], w["layers.3.bias"]).flatten().tolist()))
`;

describe.skipIf(python === null)('beside PyTorch (skipped without Python, NumPy and PyTorch)', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weights-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read by NumPy, and a CNN of its layers gives the engine’s outputs', async () => {
    const row = numbers(parameterCount(cnn), 'torch');
    const images = numbers(4 * 9 * 8 * 2, 'images');
    const tensors = tensorsOfRow(cnn, row);
    const [npz, safe] = [join(folder, 'w.npz'), join(folder, 'w.safetensors')];
    writeFileSync(npz, writeNpz(tensors));
    writeFileSync(safe, writeSafetensors(tensors, { link: '#v=1' }));
    const args = ['-c', CHECK, npz, safe, JSON.stringify([...images])];
    const { stdout, stderr } = spawnSync(python as string, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    const engine = await engineOutputs(row, images);
    const torch: number[] = JSON.parse(stdout);
    expect(torch).toHaveLength(12);
    torch.forEach((value, i) => {
      expect(value).toBeCloseTo(engine[i], 4);
    });
  });
});
