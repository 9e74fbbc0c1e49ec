// Page build, preview and unit tests. The page is static files; COOP/COEP are set on the local servers so that
// WASM threads can be used there, and the page works without them elsewhere.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import pack from './package.json' with { type: 'json' };
import { listFolder } from './src/data/readers/listFolder.ts';
import { LISTING_FILE, writeListing } from './src/data/readers/listing.ts';

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Lists what public/datasets/ holds beside the page: when it is built, and at every question while developing. */
function datasetList(): Plugin {
  let folder = '';
  const list = async () => writeListing(await listFolder(folder));
  return {
    name: 'dataset-list',
    configResolved(config) {
      folder = join(config.publicDir, 'datasets');
    },
    configureServer(server) {
      server.middlewares.use(`/datasets/${LISTING_FILE}`, (_, response, next) => {
        list().then((text) => {
          response.setHeader('Content-Type', 'application/json');
          response.end(text);
        }, next);
      });
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: `datasets/${LISTING_FILE}`, source: await list() });
    },
  };
}

export default defineConfig({
  base: './',
  define: { __VERSION__: JSON.stringify(pack.version) },
  plugins: [react(), datasetList()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      output: {
        // TensorFlow.js looks its binaries up by name in one folder, so they keep their names.
        assetFileNames: ({ names }) =>
          names.some((name) => name.startsWith('tfjs-backend-wasm'))
            ? 'assets/tfjs/[name][extname]'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: { headers: isolation },
  preview: { headers: isolation, host: 'localhost' },
  test: { include: ['src/**/*.test.{ts,tsx}'], testTimeout: 60_000 },
});
