import { EventEmitter } from 'node:events'
import { preventable } from '../strict.ts'
import { ipcHandlers, ipcMain } from './ipc-main.ts'
import { Page } from './page.ts'
import { session } from './session.ts'

export interface WebPreferences {
  preload?: string
  contextIsolation?: boolean
  nodeIntegration?: boolean
  sandbox?: boolean
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

export class WebContents extends EventEmitter {
  readonly id: number
  readonly session = session.defaultSession
  readonly #page: Page
  readonly #closeWindow: () => void
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #destroyed = false

  constructor(
    id: number,
    { contextIsolation = true, nodeIntegration = false, preload }: WebPreferences,
    size: { width?: number; height?: number },
    closeWindow: () => void,
  ) {
    super()
    if (!contextIsolation || nodeIntegration)
      throw new Error('electron-sim: only contextIsolation without nodeIntegration is simulated')
    this.id = id
    this.#closeWindow = closeWindow
    this.#page = new Page({
      ...size,
      ...(preload && { preload }),
      mayOpen: (url) => this.#openHandler({ url }).action === 'allow',
      receive: (message) => this.#receive(message),
    })
    this.#page.on('navigated', (url) => this.emit('did-navigate', preventable({}), url))
    this.#page.on('drawn', () => this.emit('dom-ready'))
    this.#page.on('loaded', () => this.emit('did-finish-load'))
    this.#page.on('gone', () => this.emit('gone'))
  }

  get targetId(): string {
    return this.#page.targetId
  }

  send(channel: string, ...args: unknown[]): void {
    this.#page.tell({ channel, args })
  }

  load(url: string): Promise<void> {
    return this.#page.load(url)
  }

  getURL(): string {
    return this.#page.url
  }

  reload(): void {
    this.#page.reload()
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  close(): void {
    this.#closeWindow()
  }

  /** The window's part of its end. */
  destroy(): void {
    this.#destroyed = true
    this.#page.close()
    this.emit('destroyed')
  }

  async #receive(message: Record<string, unknown>): Promise<Record<string, unknown> | undefined> {
    const { channel, args, id } = message as { channel: string; args: unknown[]; id: number }
    const senderFrame = { url: this.getURL(), origin: new URL(this.getURL()).origin }
    const event = preventable({ sender: this, senderFrame })
    if (message.type === 'send') {
      ipcMain.emit(channel, event, ...args)
      return undefined
    }
    try {
      const handler = ipcHandlers.get(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return { id, value: await handler(event, ...args) }
    } catch (error) {
      return { id, error: String(error) }
    }
  }
}
