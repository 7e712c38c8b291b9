// The app's main process: `electron` is the stand-in, and the app's entry is loaded as Electron would.
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const stand = new URL('./electron/index.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common))?$/.test(specifier)
      ? { url: stand, shortCircuit: true }
      : next(specifier, context),
})
Object.defineProperty(process.versions, 'electron', { value: '0.0.0-sim', enumerable: true })
Object.defineProperty(process, 'type', { value: 'browser' })

const { startBrowser } = await import('./browser.ts')
const { startApp, fireReady } = await import('./electron/app.ts')
// All of it before the browser: Playwright asks for `electron` as soon as that answers.
await import('./electron/index.ts')
startApp()
await startBrowser()
process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1] as string).href)
// Electron, too, waits for the entry module before it is ready.
fireReady()
