// Where the installed TensorFlow.js keeps its WASM binaries, for runs in Node.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

export function nodeTfWasmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}
