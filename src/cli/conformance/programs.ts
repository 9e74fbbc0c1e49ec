// Which code computes a model in Node: the fused WASM kernel where it supports the model, else ops.
import type { CreateProgram } from '../../engine/conformance/conformance.ts';
import { createOpsProgram } from '../../engine/meta/opsProgram.ts';
import { startBackend } from '../../engine/programs/backend.ts';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';

async function opsPrograms(backend: 'wasm' | 'cpu'): Promise<CreateProgram> {
  await startBackend(backend, NODE_ASSETS);
  return async (model, loss) => createOpsProgram(`ops-${backend}`, model, loss);
}

/** A program factory for the wanted path; kernels fall back to ops for models that they do not support. */
export async function chooseProgram(
  path: 'kernels' | 'ops',
  backend: 'wasm' | 'cpu',
): Promise<CreateProgram> {
  if (path === 'ops') return opsPrograms(backend);
  const { loadWasmKernel, createWasmProgram, wasmKernelSupports } = await import(
    '../../engine/kernels/wasm/program.ts'
  );
  const kernel = await loadWasmKernel(NODE_ASSETS.kernel);
  let ops: CreateProgram | null = null;
  return async (model, loss, rule) => {
    if (wasmKernelSupports(model, rule) === null) return createWasmProgram(kernel, model, loss);
    ops ??= await opsPrograms(backend);
    return ops(model, loss, rule);
  };
}
