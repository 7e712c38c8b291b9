import { join } from 'node:path'
import { ENGINE_OPTIONS } from '@holdfast/client/desktop'
import { app, BrowserWindow, dialog, protocol, safeStorage, session } from 'electron'
import { answerPages } from './answer-pages.ts'
import { Desk } from './desk.ts'
import { forwardTrpc } from './forward-trpc.ts'
import { openWindow } from './open-window.ts'
import { serveBundle } from './serve-bundle.ts'
import { SessionVault } from './session-vault.ts'
import { readSettings } from './settings.ts'

const PRELOAD = 'preload.cjs'

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'app',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
  },
])

// The windows hold the rows; this process keeps them only in its file.
app.commandLine.appendSwitch('js-flags', ENGINE_OPTIONS)

const start = async (): Promise<void> => {
  const folder = app.getPath('userData')
  const { serverUrl } = readSettings(join(folder, 'settings.json'))
  const vault = new SessionVault(join(folder, 'session.json'), safeStorage)
  if (vault.keeping !== 'keyring')
    console.warn(
      `There is no keyring here: the session is kept in ${vault.keeping === 'file' ? 'a file that only you may read' : 'memory, and ends with the app'}.`,
    )
  const desk = new Desk({ folder, serverUrl, vault })

  const web = join(app.getAppPath(), '..', 'web', 'dist')
  protocol.handle('app', (request) => {
    const url = new URL(request.url)
    if (url.host !== 'bundle') return new Response(null, { status: 404 })
    return url.pathname.startsWith('/trpc/')
      ? forwardTrpc(request, {
          serverUrl,
          session: desk.session,
          signedIn: (reply) => desk.signedIn(reply),
        })
      : serveBundle(url, web)
  })

  // Copying a link is all that pages may ask the system for.
  const allowed = new Set(['clipboard-sanitized-write'])
  session.defaultSession.setPermissionRequestHandler((_page, permission, decide) =>
    decide(allowed.has(permission)),
  )
  session.defaultSession.setPermissionCheckHandler((_page, permission) => allowed.has(permission))

  answerPages(desk, vault)
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus())
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow(PRELOAD)
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void desk[Symbol.asyncDispose]().finally(() => app.exit())
  })
  await openWindow(PRELOAD)
}

app.on('window-all-closed', () => app.quit())

if (app.requestSingleInstanceLock())
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      dialog.showErrorBox('Holdfast cannot start', String(error))
      app.exit(1)
    })
else app.exit(0)
