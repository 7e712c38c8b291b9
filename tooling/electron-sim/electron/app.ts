import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { preventable, strict, strictEmitter } from '../strict.ts'
import { openWindows } from './open-windows.ts'

const folder = process.env.ELECTRON_SIM_APP ?? process.cwd()
const manifest: { name?: string; productName?: string; version?: string } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
)
const switches = new Map(
  (process.env.ELECTRON_SIM_SWITCHES ?? '')
    .split('\n')
    .filter(Boolean)
    .map((text) => {
      const [name = '', value = ''] = text.replace(/^--/, '').split(/=(.*)/s)
      return [name, value] as const
    }),
)

const paths = new Map([
  ['appData', join(homedir(), '.config')],
  ['temp', tmpdir()],
  ['home', homedir()],
])
paths.set(
  'userData',
  switches.get('user-data-dir') ?? join(paths.get('appData') ?? '', manifest.name ?? 'app'),
)

const userData = (): string => paths.get('userData') ?? ''
let ready = false
let quitting = false
const readiness = Promise.withResolvers<void>()

/** Whether the process of that id still runs. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const lockHolder = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

export const app = strictEmitter('app', {
  name: manifest.productName ?? manifest.name,
  isPackaged: false,
  getName: () => app.name,
  getVersion: () => manifest.version ?? '0.0.0',
  getAppPath: () => folder,
  getLocale: () => 'en-US',
  getPath(name: string): string {
    const path = paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  },
  setPath: (name: string, path: string) => void paths.set(name, path),
  whenReady: () => readiness.promise,
  isReady: () => ready,
  enableSandbox: () => undefined,
  // The stand-in's Chromium runs already when the app is loaded: switches are taken, to no effect.
  commandLine: strict('app.commandLine', {
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
  }),
  requestSingleInstanceLock(): boolean {
    const file = join(userData(), 'SingletonLock')
    const holder = lockHolder(file)
    if (holder !== undefined && holder !== process.pid && isAlive(holder)) return false
    writeFileSync(file, String(process.pid))
    process.once('exit', () => rmSync(file, { force: true }))
    return true
  },
  quit(): void {
    if (quitting) return
    quitting = true
    const before = preventable({})
    app.emit('before-quit', before)
    if (!before.defaultPrevented) for (const window of [...openWindows.values()]) window.close()
    if (before.defaultPrevented || openWindows.size > 0) {
      quitting = false
      return
    }
    const will = preventable({})
    app.emit('will-quit', will)
    if (will.defaultPrevented) quitting = false
    else app.exit(0)
  },
  exit(code = 0): void {
    app.emit('quit', preventable({}), code)
    process.exit(code)
  },
})

/** Called when a window is gone. */
export const windowGone = (): void => {
  if (openWindows.size > 0 || quitting) return
  if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
  else app.quit()
}

export const startApp = (): void => {
  mkdirSync(userData(), { recursive: true })
  process.on('SIGTERM', () => app.quit())
}

export const fireReady = (): void => {
  ready = true
  readiness.resolve()
  app.emit('ready', preventable({}), {})
}
