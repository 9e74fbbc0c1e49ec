// Which buffers of a message move instead of being copied.
import type { FromWorker } from './messages.ts';

/** Whether a message's arrays are its own, made to be sent; the others are small or still belong to the sender. */
const MOVES: Readonly<Record<FromWorker['kind'], boolean>> = {
  points: true,
  adaptation: true,
  'step-loss': true,
  landscape: true,
  anatomy: true,
  checkpoint: true,
  ready: false,
  status: false,
  snapshots: false,
  'lane-stopped': false,
  edited: false,
  progress: false,
  notice: false,
  'device-lost': false,
  failed: false,
};

function collect(value: unknown, into: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength > 0) into.add(value.buffer);
  } else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) collect(item, into);
  }
}

/** The array buffers of a message with points, views or a checkpoint, each once; none for the others. */
export function transferablesOf(message: FromWorker): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  if (MOVES[message.kind]) collect(message, buffers);
  return [...buffers];
}
