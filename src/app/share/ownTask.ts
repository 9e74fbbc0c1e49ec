// The user's own task as text for a link: points as "x,y;x,y" with four significant digits, images as grey values of
// a byte, compressed. What is packed again reads the same.
import { deflateSync, inflateSync } from 'fflate';
import { LONGEST_OWN_TASK } from '../../experiment/viewFields.ts';
import type { OwnImageTask, OwnRegressionTask, OwnTask } from '../../protocol/views.ts';

/** "i", ways, classes of the support images, number of queries, "." and the compressed bytes in base64url. */
const IMAGES = /^i(\d)-(\d+)-(\d{1,3})\.([\w-]+)$/;

function toText(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromText(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

const toBytes = (values: Float32Array) =>
  Uint8Array.from(values, (v) => Math.round(255 * Math.min(1, Math.max(0, v))));

function packImages({ ways, supportX, supportClass, queryX }: OwnImageTask): string {
  const queries = Math.round((queryX.length * supportClass.length) / supportX.length);
  const bytes = Uint8Array.from([...toBytes(supportX), ...toBytes(queryX)]);
  const head = `i${ways}-${supportClass.join('')}-${queries}`;
  return `${head}.${toText(deflateSync(bytes, { level: 9 }))}`;
}

const packPoints = ({ x, y }: OwnRegressionTask) =>
  Array.from(x, (value, i) => [value, y[i]].map((one) => Number(one.toPrecision(4))).join(',')).join(';');

const packed = new WeakMap<OwnTask, string>();

/** The task as text; it may be longer than a link holds. */
export function packTask(task: OwnTask): string {
  let text = packed.get(task);
  if (text === undefined) {
    text = task.kind === 'images' ? packImages(task) : packPoints(task);
    packed.set(task, text);
  }
  return text;
}

/** Whether a link holds the task. */
export const fitsLink = (task: OwnTask) => packTask(task).length <= LONGEST_OWN_TASK;

function imagesOf(text: string): OwnImageTask | null {
  const parts = IMAGES.exec(text);
  if (!parts) return null;
  const [ways, queries] = [Number(parts[1]), Number(parts[3])];
  const supportClass = Int32Array.from(parts[2], Number);
  const images = supportClass.length + queries;
  // The text is short, and deflate expands at most about 1:1030.
  const bytes = inflateSync(fromText(parts[4]));
  const size = bytes.length / images;
  if (ways < 2 || queries < 1 || size < 1 || !Number.isInteger(size)) return null;
  if (supportClass.some((label) => label >= ways)) return null;
  const values = Float32Array.from(bytes, (byte) => byte / 255);
  const cut = supportClass.length * size;
  return { kind: 'images', ways, supportClass, supportX: values.slice(0, cut), queryX: values.slice(cut) };
}

function pointsOf(text: string): OwnRegressionTask | null {
  const points = text.split(';').map((point) => point.split(',').map(Number));
  if (!points.every((point) => point.length === 2 && point.every(Number.isFinite))) return null;
  return {
    kind: 'regression',
    x: Float32Array.from(points, ([x]) => x),
    y: Float32Array.from(points, ([, y]) => y),
  };
}

/** The task of a text, or null where it says none. */
export function unpackTask(text: string): OwnTask | null {
  if (text === '') return null;
  try {
    const task = text.startsWith('i') ? imagesOf(text) : pointsOf(text);
    if (task) packed.set(task, text);
    return task;
  } catch {
    return null;
  }
}
