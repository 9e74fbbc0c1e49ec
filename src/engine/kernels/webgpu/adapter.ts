// Tells GPUs from adapters that compute on the processor: those want small workgroups, and WASM beats them.

/** Whether the adapter computes on the CPU. Browsers flag fallback adapters, older ones only name them. */
export function isSoftwareAdapter(info: GPUAdapterInfo | undefined): boolean {
  if (!info) return false;
  const words = `${info.vendor} ${info.architecture} ${info.description}`;
  const { isFallbackAdapter } = info as GPUAdapterInfo & { isFallbackAdapter?: boolean };
  return isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(words);
}
