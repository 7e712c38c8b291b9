import { app } from './app.ts'
import { BrowserWindow, webContents } from './browser-window.ts'
import { dialog, shell } from './desktop.ts'
import { ipcMain } from './ipc-main.ts'
import { safeStorage } from './safe-storage.ts'
import { protocol, session } from './session.ts'

export { app, BrowserWindow, dialog, ipcMain, protocol, safeStorage, session, shell, webContents }

export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  protocol,
  safeStorage,
  session,
  shell,
  webContents,
}
