// Which buffers of a message move instead of being copied. Senders give messages their own arrays.
import type { FromWorker } from './messages.ts';

function collect(value: unknown, into: Set<ArrayBufferLike>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength > 0) into.add(value.buffer);
  } else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) collect(item, into);
  }
}

/** The array buffers of a message with points, views or a checkpoint; none for the others. */
export function transferablesOf(message: FromWorker): ArrayBuffer[] {
  const buffers = new Set<ArrayBufferLike>();
  switch (message.kind) {
    case 'points':
    case 'adaptation':
    case 'step-loss':
    case 'landscape':
    case 'checkpoint':
      collect(message, buffers);
      break;
    default:
  }
  return [...buffers] as ArrayBuffer[];
}
