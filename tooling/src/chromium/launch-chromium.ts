import { type Browser, chromium } from 'playwright'
import { chromiumFlags } from './chromium-flags.ts'
import { findChromium } from './find-chromium.ts'

/** Starts the machine's Chromium, headless, for a test. Throws when there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found: set CHROMIUM_PATH or install one')
  return chromium.launch({ executablePath, args: chromiumFlags })
}
