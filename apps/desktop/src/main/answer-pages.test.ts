import { expect, test, vi } from 'vitest'
import { answerPages } from './answer-pages.ts'
import type { Desk } from './desk.ts'
import { APP_ORIGIN } from './serve-bundle.ts'
import type { SessionVault } from './session-vault.ts'

type Listener = (event: unknown, ...args: unknown[]) => unknown
const listeners = vi.hoisted(() => new Map<string, Listener>())
vi.mock('electron', () => {
  const listen = (channel: string, listener: Listener) => listeners.set(channel, listener)
  return { ipcMain: { handle: listen, on: listen } }
})

/** Tells when anything of it is reached for. */
const untouched = <T extends object>(): T =>
  new Proxy({} as T, {
    get: (_, name) => {
      throw new Error(`${String(name)} was reached`)
    },
  })

test.each<[string, unknown]>([
  ['a page of another site', { url: 'https://evil.example/', parent: null }],
  ['a page whose address begins alike', { url: `${APP_ORIGIN}.evil.example/`, parent: null }],
  ['a file', { url: 'file:///tmp/page.html', parent: null }],
  ['a frame within a page of the app', { url: `${APP_ORIGIN}/`, parent: {} }],
  ['a frame that is gone', null],
])('main answers %s on no channel', (_, senderFrame) => {
  answerPages(untouched<Desk>(), untouched<SessionVault>())
  expect(listeners.size).toBeGreaterThan(4)
  for (const listener of listeners.values())
    expect(() => listener({ senderFrame }, 'x', {})).toThrow('not a page of this app')
})
