import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { firstPaintBudget } from './scripts/first-paint-budget.ts'

/** What the server answers itself: never from the cache of the app. */
const ofTheServer = [
  /^\/trpc/,
  /^\/live/,
  /^\/snapshots/,
  /^\/health/,
  /^\/ready/,
  /^\/metrics/,
  /^\/\.well-known/,
]

export default defineConfig({
  plugins: [
    react(),
    tailwind(),
    firstPaintBudget(180_000),
    VitePWA({
      strategies: 'generateSW',
      filename: 'sw.js',
      injectRegister: false,
      manifest: false,
      registerType: 'prompt',
      workbox: {
        globPatterns: ['**/*.{html,js,css,woff2,svg,png,webmanifest}'],
        // Of the typeface the Latin part is kept; the others come with the network when they are needed.
        globIgnores: [
          '**/ibm-plex-sans-{cyrillic,cyrillic-ext,greek,vietnamese}*',
          // A new password needs the server, so the judge of its strength need not be kept for offline.
          '**/strength-*',
        ],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: ofTheServer,
        inlineWorkboxRuntime: true,
        cleanupOutdatedCaches: true,
        sourcemap: false,
      },
    }),
  ],
  build: {
    target: 'es2023',
    sourcemap: true,
    // Everything is a file of its own, so that the content security policy needs no data: URL.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // A schema that nothing uses goes, though it is made by a call.
      treeshake: { manualPureFunctions: ['z'] },
      output: {
        // What every start needs, in two files; what several screens share, in a few. A file for each
        // shared module would make the first paint wait for dozens of requests.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/, tags: ['$initial'], priority: 3 },
            { name: 'app', tags: ['$initial'], priority: 2 },
            { name: 'overlays', test: /@base-ui|@floating-ui/, priority: 1 },
            { name: 'queries', test: /query-core|react-query/, priority: 1 },
            { name: 'shared', minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/trpc': 'http://127.0.0.1:4600',
      '/snapshots': 'http://127.0.0.1:4600',
      '/live': { target: 'ws://127.0.0.1:4600', ws: true },
    },
  },
})
