// Takes the arguments of Electron's executable and runs the app's main process in a Node of its own,
// where the inspector that Playwright asks for sees nothing but the app.
import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const args = process.argv.slice(2)
const inspect = args.filter((arg) => arg.startsWith('--inspect'))
const at = args.findIndex((arg) => !arg.startsWith('-'))
if (at < 0) throw new Error('electron-sim: name the app’s folder or main file')
const target = resolve(args[at] as string)

const entryOf = (folder: string): string => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, manifest.main ?? 'index.js')
}
const isFolder = statSync(target).isDirectory()

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const entry = isFolder ? entryOf(target) : target
const child = spawn(
  process.execPath,
  [...inspect, '--disable-warning=ExperimentalWarning', main, entry, ...args.slice(at + 1)],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      ELECTRON_SIM_APP: isFolder ? target : dirname(target),
      ELECTRON_SIM_SWITCHES: args.slice(0, at).join('\n'),
    },
  },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
