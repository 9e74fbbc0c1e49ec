// NumPy's .npz: a zip of .npy files, stored as they are.
import { unzipSync, zipSync } from 'fflate';
import { readNpy } from '../data/formats/npy.ts';
import type { Tensor } from './tensors.ts';

const ALIGNED = 64;

/** Version 1.0, little-endian 32-bit floats in C order. */
function writeNpy({ shape, data }: Tensor): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = 10;
  const padded = Math.ceil((before + text.length + 1) / ALIGNED) * ALIGNED;
  const bytes = new Uint8Array(padded + 4 * data.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, padded - before, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(padded - before - 1)}\n`), before);
  data.forEach((value, i) => {
    view.setFloat32(padded + 4 * i, value, true);
  });
  return bytes;
}

export function writeNpz(tensors: readonly Tensor[]): Uint8Array {
  const files = tensors.map((tensor) => [`${tensor.name}.npy`, writeNpy(tensor)] as const);
  return zipSync(Object.fromEntries(files), { level: 0 });
}

/** @throws where it is no zip, or an array cannot be read */
export function readNpz(bytes: Uint8Array): Tensor[] {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch (error) {
    throw new Error('The file is no .npz: it cannot be unpacked.', { cause: error });
  }
  return Object.entries(files).map(([path, file]) => {
    const name = path.replace(/\.npy$/, '');
    const { shape, data } = readNpy(name, path, file);
    return { name, shape, data: Float32Array.from(data) };
  });
}
