// Which Chromium the tests and the benchmark drive, and the switches that give it WebGPU, in software where there is
// no graphics card.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Ubuntu's /usr/bin/chromium-browser may be a stub that only asks for a snap: a browser must answer --version. */
const answers = (path: string) =>
  existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;

/**
 * CHROMIUM_PATH, then a Chromium or Chrome of the system, then Playwright's own; null where there is none
 * (`npx playwright install chromium` gets one).
 * @throws where CHROMIUM_PATH names no file
 */
export function findChromium(): string | null {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (!existsSync(asked))
      throw new Error(`CHROMIUM_PATH is ${asked}, and no such file exists. Correct it or unset it.`);
    return asked;
  }
  const folders = [...new Set([...(process.env.PATH ?? '').split(':').filter(Boolean), ...FOLDERS])];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const own = chromium.executablePath();
  return [...candidates, ...APPLICATIONS].find(answers) ?? (existsSync(own) ? own : null);
}

/** WebGPU on a software adapter, no background traffic; `--no-sandbox` for containers without user namespaces. */
export const webGpuFlags: string[] = [
  '--headless=new',
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
