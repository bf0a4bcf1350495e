import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * One build for two Electrons: the pinned one, and the older one that development machines
 * without a download fall back to. Main and preload are lowered to Node 18, the page to Chromium 114.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node18',
      rolldownOptions: {
        input: {
          index: resolve('main/index.ts'),
          cli: resolve('main/cli.ts'),
          'inspect-worker': resolve('main/archive/inspect-worker.ts'),
        },
        output: { format: 'cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/main',
      emptyOutDir: false,
      // A sandboxed preload can require nothing but electron: everything else is bundled in.
      externalizeDeps: false,
      rolldownOptions: { input: { preload: resolve('main/preload.ts') }, output: { format: 'cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome114',
      rolldownOptions: { input: resolve('renderer/index.html') },
    },
  },
});
