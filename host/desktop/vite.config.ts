import {defineConfig} from 'vitest/config';

// `npm run dev` shows the desktop of a gateway that runs already; SELAT_URL says where.
declare const process: {env: Record<string, string | undefined>};
const gateway = process.env['SELAT_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/desktop/',
  esbuild: {jsx: 'automatic'},
  build: {
    outDir: process.env['SELAT_DESKTOP_OUT'] ?? 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: {polyfill: false},
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1024,
    rollupOptions: {
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning), // "use client"
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {'/api': {target: gateway, ws: true, changeOrigin: false}},
  },
  test: {include: ['tests/**/*.test.ts'], environment: 'node'},
});
