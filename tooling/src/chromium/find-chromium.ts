import { existsSync } from 'node:fs'
import { findProgram } from '../find-program.ts'

const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const bundles = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The path of a Chromium or Chrome to test with: `CHROMIUM_PATH`, else one that is installed.
 * Throws when `CHROMIUM_PATH` names a file that does not exist.
 */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH names no file: ${chosen}`)
    return chosen
  }
  return findProgram(...programs) ?? bundles.find((path) => existsSync(path))
}
