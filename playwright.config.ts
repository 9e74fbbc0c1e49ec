// End-to-end tests run against the built page in a real Chromium; WebGPU runs in software where there is no GPU.
import { defineConfig } from '@playwright/test';
import { findChromium, webGpuFlags } from './src/cli/shared/chromium.ts';

const executablePath = findChromium();
/** Another port lets two checkouts run side by side. */
const port = Number(process.env.E2E_PORT ?? 4273);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 1,
  // A race is tried once more and reported as flaky, so that it is seen and does not hide the other results.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: webGpuFlags },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}`,
    reuseExistingServer: !process.env.CI,
  },
});
