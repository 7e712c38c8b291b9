import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../page/', import.meta.url))
const outDir = fileURLToPath(new URL('../../dist/page/', import.meta.url))

/** Builds the page from the client's source, as the web app is built. @returns its folder */
export const buildPage = async (): Promise<string> => {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: { target: 'es2023', outDir, emptyOutDir: true, assetsInlineLimit: 0 },
    worker: { format: 'es' },
  })
  return outDir
}
