// NumPy's .npy: a short Python dict with element type, order and shape, then the elements. An .npz is a zip of them.
import { DataError } from '../errors.ts';
import { fromFortran, isElementType, type NumberArray, readElements } from './array.ts';

interface Header {
  readonly type: string;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

function readHeader(label: string, bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  const start = (wide ? 12 : 10) + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const text = new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, start));
  const descr = /'descr'\s*:\s*'([<>|=]?)(\w+)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text);
  if (!descr || !order || !shape)
    throw new DataError(label, `its NumPy header cannot be read (${text.trim().slice(0, 80)})`);
  const sizes = shape[1].split(',').map((s) => s.trim());
  return {
    type: descr[2],
    little: descr[1] !== '>',
    fortran: order[1] === 'True',
    shape: sizes.filter((s) => s !== '').map((s) => Number.parseInt(s, 10)),
    start,
  };
}

/** Fixed-length texts (UTF-32, or bytes) as class names and their indices. */
function readTexts(bytes: Uint8Array, type: string, count: number, little: boolean) {
  const length = Number(type.slice(1));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type[0] === 'U' ? 4 * length : length;
  const texts = Array.from({ length: count }, (_, i) => {
    let text = '';
    for (let k = 0; k < length; k++) {
      const code = type[0] === 'U' ? view.getUint32(i * size + 4 * k, little) : bytes[i * size + k];
      if (code !== 0) text += String.fromCodePoint(Math.min(code, 0x10ffff));
    }
    return text;
  });
  return indexed(texts);
}

/** Texts as sorted names and the index of each. */
export function indexed(texts: readonly string[]): { names: string[]; data: Int32Array } {
  const names = [...new Set(texts)].sort();
  const places = new Map(names.map((name, i) => [name, i]));
  return { names, data: Int32Array.from(texts, (text) => places.get(text) as number) };
}

/** @throws DataError for Python objects, other element types and files that are cut */
export function readNpy(name: string, label: string, bytes: Uint8Array): NumberArray {
  const { type, little, fortran, shape, start } = readHeader(label, bytes);
  const count = shape.reduce((a, b) => a * b, 1);
  const texts = /^[US]\d+$/.test(type);
  if (!texts && !isElementType(type))
    throw new DataError(
      label,
      `its elements are of NumPy's type “${type}”; whole and real numbers and texts can be read` +
        (type === 'O' ? ' (save it without Python objects)' : ''),
    );
  const size = texts ? Number(type.slice(1)) * (type[0] === 'U' ? 4 : 1) : Number(type[1]);
  if (bytes.length < start + count * size)
    throw new DataError(label, `its ${shape.join(' × ')} elements are cut: the file is truncated`);
  const body = bytes.subarray(start);
  if (texts) return { name, label, shape, ...readTexts(body, type, count, little) };
  const data = readElements(body, type, count, little);
  return { name, label, shape, data: fortran ? fromFortran(data, shape) : data };
}
