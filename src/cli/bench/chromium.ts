// Drives a Chromium that times the WebGPU paths: serves the page from the sources and closes everything after.
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { findChromium, webGpuFlags } from '../../../e2e/browser.ts';
import type { PageRequest } from './page.ts';
import type { Timing } from './workloads.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface ChromiumTimer {
  /** What the graphics adapter calls itself. */
  readonly adapter: string;
  time(request: PageRequest): Promise<Timing | null>;
  close(): Promise<void>;
}

async function openPage(page: Page, address: string): Promise<string> {
  await page.goto(address);
  await page.waitForFunction(() => typeof window.timeInPage === 'function', undefined, { timeout: 120_000 });
  return page.evaluate(async () => (await window.adapterName?.()) ?? '');
}

/** Null where there is no Chromium or it finds no adapter; `log` says which. */
export async function startChromium(log: (line: string) => void): Promise<ChromiumTimer | null> {
  const executablePath = findChromium();
  if (!executablePath) {
    log(
      'No Chromium was found, so the WebGPU paths are left out (npx playwright install chromium gets one).',
    );
    return null;
  }
  const server = await createServer({
    root,
    cacheDir: 'node_modules/.vite-bench',
    logLevel: 'error',
    server: { port: 0, strictPort: false, host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: {
      entries: ['src/cli/bench/page.html'],
      include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-cpu'],
    },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath, args: webGpuFlags });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  const socket = server.httpServer?.address();
  const port = socket && typeof socket === 'object' ? socket.port : 0;
  const page = await browser.newPage();
  const adapter = await openPage(page, `http://127.0.0.1:${port}/src/cli/bench/page.html`);
  if (!adapter) {
    log('Chromium found no graphics adapter, so the WebGPU paths are left out.');
    await close();
    return null;
  }
  return {
    adapter,
    time: (request) => page.evaluate((what) => window.timeInPage?.(what) ?? null, request),
    close,
  };
}
