import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openWindow } from './open-window.ts'
import { APP_ORIGIN } from './serve-bundle.ts'

type Navigation = { url: string; preventDefault(): void }
const electron = vi.hoisted(() => ({
  opened: [] as string[],
  options: {} as { webPreferences?: object },
  open: (_: { url: string }): { action: string } => ({ action: 'allow' }),
  on: new Map<string, (event: { url: string; preventDefault(): void }) => void>(),
}))
vi.mock('electron', () => ({
  shell: { openExternal: async (url: string) => void electron.opened.push(url) },
  BrowserWindow: class {
    webContents = {
      setWindowOpenHandler: (handler: typeof electron.open) => {
        electron.open = handler
      },
      on: (name: string, listener: (event: Navigation) => void) => electron.on.set(name, listener),
    }
    constructor(options: typeof electron.options) {
      electron.options = options
    }
    once = vi.fn()
    loadURL = vi.fn()
  },
}))

beforeAll(async () => {
  await openWindow('preload.js')
})
beforeEach(() => {
  electron.opened.length = 0
})

/** @returns whether the page stays where it is */
const staysAt = (name: string, url: string): boolean => {
  const preventDefault = vi.fn()
  electron.on.get(name)?.({ url, preventDefault })
  return preventDefault.mock.calls.length === 1
}

test.each([
  'smb://evil.example/share',
  'file:///etc/passwd',
  'FILE:///etc/passwd',
  '\\\\evil.example\\share',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'http://192.168.0.1/reboot',
  'blob:https://evil.example/x',
  'ms-msdt:/id x',
  'vscode://file/x',
  'holdfast://sign-in?token=x',
  ' ',
])('%s is opened nowhere: not by a new window, and not in the place of the page', (url) => {
  expect(electron.open({ url })).toEqual({ action: 'deny' })
  expect(staysAt('will-navigate', url)).toBe(true)
  expect(electron.opened).toEqual([])
})

test.each(['https://example.com/out', 'mailto:ada@example.org'])(
  '%s opens outside, and the page stays',
  (url) => {
    expect(electron.open({ url })).toEqual({ action: 'deny' })
    expect(staysAt('will-navigate', url)).toBe(true)
    expect(electron.opened).toEqual([url, url])
  },
)

test('a page moves within the app, and to no address that only begins alike', () => {
  expect(staysAt('will-navigate', `${APP_ORIGIN}/settings`)).toBe(false)
  expect(staysAt('will-navigate', `${APP_ORIGIN}.evil.example/`)).toBe(true)
})

test('a window holds no other, and its pages have nothing of Node', () => {
  expect(staysAt('will-attach-webview', 'https://example.com/')).toBe(true)
  expect(electron.options.webPreferences).toMatchObject({
    ...{ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
  })
})
