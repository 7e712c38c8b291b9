import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ElectronProgram {
  path: string
  /** False for the stand-in. */
  isReal: boolean
}

/** Electron's own binary, where somebody has installed it. Asking its package for it would download it. */
const realBinary = (appFolder: string): string | undefined => {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const path = join(override, 'electron')
    if (!existsSync(path)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH has no electron: ${path}`)
    return path
  }
  const require = createRequire(join(appFolder, 'package.json'))
  const folder = dirname(require.resolve('electron/package.json'))
  const name = join(folder, 'path.txt')
  if (!existsSync(name)) return undefined
  const path = join(folder, 'dist', readFileSync(name, 'utf8'))
  return existsSync(path) ? path : undefined
}

/** What to start a desktop app with: Electron where its binary is, else the stand-in. */
export const findElectron = (appFolder: string): ElectronProgram => {
  const real = realBinary(appFolder)
  if (real) return { path: real, isReal: true }
  return { path: fileURLToPath(new URL('./electron-sim', import.meta.url)), isReal: false }
}
