import { type BuildOptions, build } from 'esbuild'

const shared: BuildOptions = {
  bundle: true,
  sourcemap: true,
  external: ['electron'],
  logLevel: 'warning',
}

await build({
  ...shared,
  entryPoints: ['src/main/main.ts'],
  outfile: 'dist/main.js',
  platform: 'node',
  format: 'esm',
  target: 'node24',
})
// A sandboxed preload is a single file of CommonJS.
await build({
  ...shared,
  entryPoints: ['src/preload/holdfast.ts'],
  outfile: 'dist/preload.cjs',
  platform: 'browser',
  format: 'cjs',
  target: 'chrome140',
})
