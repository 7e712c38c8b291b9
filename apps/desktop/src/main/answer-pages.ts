import type { Pokes } from '@holdfast/client'
import { PagePoke } from '@holdfast/client/desktop'
import { UserId } from '@holdfast/domain'
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import { channels } from '../channels.ts'
import type { Desk } from './desk.ts'
import { APP_ORIGIN } from './serve-bundle.ts'
import type { SessionVault } from './session-vault.ts'

/** @throws Error unless it is a page of this app, in the frame of a window */
const assertOwnPage = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): void => {
  const isOwn = senderFrame?.url.startsWith(`${APP_ORIGIN}/`)
  if (!isOwn || senderFrame?.parent) throw new Error('not a page of this app')
}

/** The end of a window in what the windows tell each other. */
const connect = (desk: Desk, page: WebContents): Pokes => {
  const pokes = desk.pokes.connect()
  pokes.listen((poke) => {
    if (!page.isDestroyed()) page.send(channels.poke, poke)
  })
  page.once('destroyed', () => pokes.close())
  return pokes
}

/** Main's side of `window.holdfast`. Whatever a page sends is parsed. */
export const answerPages = (desk: Desk, vault: SessionVault): void => {
  const handle = (channel: string, answer: (...args: unknown[]) => unknown) =>
    ipcMain.handle(channel, (event, ...args) => {
      assertOwnPage(event)
      return answer(...args)
    })
  handle(channels.store, (method, payload) => desk.callStore(String(method), payload))
  handle(channels.person, () => desk.person)
  handle(channels.keeping, () => vault.keeping)
  handle(channels.open, (userId) => desk.open(UserId.parse(userId)))
  handle(channels.signOut, (userId) => desk.signOut(UserId.parse(userId)))

  const windows = new WeakMap<WebContents, Pokes>()
  ipcMain.on(channels.poke, (event, poke: unknown) => {
    assertOwnPage(event)
    const pokes = windows.get(event.sender) ?? connect(desk, event.sender)
    windows.set(event.sender, pokes)
    pokes.post(PagePoke.parse(poke))
  })
}
