// Page build, preview and unit tests. The page is static files; COOP/COEP are set on the local servers so that
// WASM threads can be used there, and the page works without them elsewhere.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [react()],
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
