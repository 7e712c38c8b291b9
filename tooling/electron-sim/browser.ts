import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumFlags, findChromium } from '../src/chromium/index.ts'
import { Cdp } from './cdp.ts'
import { createSchemeServer } from './schemes.ts'

/** The one Chromium that draws the pages. */
export const cdp = new Cdp()

const profile = mkdtempSync(join(tmpdir(), 'electron-sim-'))

const flagsFor = (port: number): string[] => [
  ...chromiumFlags,
  ...(process.env.DISPLAY ? [] : ['--headless=new']),
  '--no-startup-window',
  '--remote-debugging-port=0',
  '--password-store=basic',
  '--disable-features=Translate,MediaRouter',
  `--user-data-dir=${profile}`,
  // A page reaches the schemes of the app and nothing else.
  `--host-resolver-rules=MAP *-scheme.localhost 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
]

const debuggerOf = (chromium: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    chromium.stderr?.on('data', (chunk) => {
      said += chunk
      const url = /^DevTools listening on (ws:.*)$/m.exec(said)?.[1]
      if (url) resolve(url)
    })
    chromium.once('exit', (code) => reject(new Error(`Chromium ended with ${code}\n${said}`)))
  })

/** Starts Chromium, which ends with this process. */
export const startBrowser = async (): Promise<void> => {
  const server = createSchemeServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const program = process.env.ELECTRON_SIM_CHROMIUM ?? findChromium()
  if (!program) throw new Error('electron-sim: there is no Chromium')
  const { port } = server.address() as AddressInfo
  const chromium = spawn(program, flagsFor(port), { stdio: ['ignore', 'ignore', 'pipe'] })
  process.once('exit', () => {
    chromium.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  })
  const url = await debuggerOf(chromium)
  await cdp.connect(url)
  await cdp.send('Target.setDiscoverTargets', { discover: true })
  // Playwright waits for this line.
  process.stderr.write(`DevTools listening on ${url}\n`)
}
