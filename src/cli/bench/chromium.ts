// Drives a Chromium that times the WebGPU paths: serves the page from the sources and closes everything after.
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { messageOf } from '../../text/sentences.ts';
import { findChromium, webGpuFlags } from '../shared/chromium.ts';
import type { PageRequest } from './page.ts';
import type { Timing } from './workloads.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Milliseconds that one workload on one path may take beyond its repetitions, shader compilation included. */
const PATIENCE = 60_000;

export interface ChromiumTimer {
  /** What the graphics adapter calls itself; '' where there is none. */
  readonly adapter: string;
  /** Null where the path cannot run the workload. Throws where it takes too long; the next call starts afresh. */
  time(request: PageRequest): Promise<Timing | null>;
  close(): Promise<void>;
}

/** Null where there is no Chromium or it does not start; `log` says why. */
export async function launchChromium(log: (line: string) => void): Promise<Browser | null> {
  const executablePath = findChromium();
  if (!executablePath) {
    log(
      'No Chromium was found: the WebGPU paths and the page are left out (npx playwright install chromium).',
    );
    return null;
  }
  try {
    return await chromium.launch({ executablePath, args: webGpuFlags });
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    log(`${executablePath} does not start, so the WebGPU paths and the page are left out: ${reason}`);
    return null;
  }
}

async function openPage(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction(() => typeof window.timeInPage === 'function', undefined, { timeout: 120_000 });
  return page;
}

function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not done after ${Math.round(milliseconds / 1000)} s, given up`)),
      milliseconds,
    );
  });
  return Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}

/** A page that times workloads; its adapter may be ''. */
export async function startTimer(browser: Browser): Promise<ChromiumTimer> {
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
  const socket = server.httpServer?.address();
  const port = socket && typeof socket === 'object' ? socket.port : 0;
  const address = `http://127.0.0.1:${port}/src/cli/bench/page.html`;
  let page = await openPage(browser, address);
  const adapter = await page.evaluate(async () => (await window.adapterName?.()) ?? '');
  return {
    adapter,
    async time(request) {
      const limit = PATIENCE + request.repetitions * request.limit;
      try {
        return await within(
          page.evaluate((what) => window.timeInPage?.(what) ?? null, request),
          limit,
        );
      } catch (error) {
        // Whatever is under way there must not disturb the next one.
        await page.close();
        page = await openPage(browser, address);
        throw error;
      }
    },
    async close() {
      await page.close();
      await server.close();
    },
  };
}
