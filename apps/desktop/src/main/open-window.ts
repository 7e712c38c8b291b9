import { join } from 'node:path'
import { BrowserWindow, shell } from 'electron'
import { APP_ORIGIN } from './serve-bundle.ts'

/** Of all others the system decides what program opens them, and with what: smb: sends a password. */
const OPENED = new Set<string | undefined>(['https:', 'mailto:'])

/** Links that lead out of the app open where the person opens links. */
const openOutside = (url: string): void => {
  if (OPENED.has(URL.parse(url)?.protocol)) void shell.openExternal(url)
}

/** A window on the web build, which can do nothing but show it. */
export const openWindow = async (preload: string): Promise<BrowserWindow> => {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Holdfast',
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, preload),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: true,
    },
  })
  const { webContents } = window
  webContents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  webContents.on('will-navigate', (event) => {
    if (event.url.startsWith(`${APP_ORIGIN}/`)) return
    event.preventDefault()
    openOutside(event.url)
  })
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${APP_ORIGIN}/`)
  return window
}
