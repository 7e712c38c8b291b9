import { EventEmitter } from 'node:events'
import { preventable, strict } from '../strict.ts'
import { app, windowGone } from './app.ts'
import { openWindows } from './open-windows.ts'
import { WebContents, type WebPreferences } from './web-contents.ts'

interface WindowOptions {
  width?: number
  height?: number
  show?: boolean
  webPreferences?: WebPreferences
}

const windows = new Map<number, BrowserWindow>()
let last = 0

export class BrowserWindow extends EventEmitter {
  readonly id = ++last
  readonly webContents: WebContents
  #visible: boolean
  #minimized = false
  #bounds: { x: number; y: number; width: number; height: number }

  constructor(options: WindowOptions = {}) {
    super()
    const { width = 800, height = 600, show = true, webPreferences = {} } = options
    this.#visible = show
    this.#bounds = { x: 0, y: 0, width, height }
    this.webContents = new WebContents(this.id, webPreferences, { width, height }, () =>
      this.close(),
    )
    this.webContents.on('dom-ready', () => this.emit('ready-to-show'))
    this.webContents.on('gone', () => this.#gone())
    windows.set(this.id, this)
    openWindows.set(this.id, this)
    app.emit('browser-window-created', preventable({}), this)
  }

  static getAllWindows = (): BrowserWindow[] => [...windows.values()]
  static fromWebContents = (contents: WebContents): BrowserWindow | null =>
    windows.get(contents.id) ?? null
  static getFocusedWindow = (): BrowserWindow | null =>
    BrowserWindow.getAllWindows().find((window) => window.isVisible()) ?? null

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url)
  }

  show(): void {
    this.#visible = true
    this.emit('show')
  }

  isVisible(): boolean {
    return this.#visible
  }

  focus(): void {
    this.emit('focus')
  }

  minimize(): void {
    this.#minimized = true
  }

  restore(): void {
    this.#minimized = false
  }

  isMinimized(): boolean {
    return this.#minimized
  }

  getBounds() {
    return { ...this.#bounds }
  }

  isDestroyed(): boolean {
    return !windows.has(this.id)
  }

  close(): void {
    const closing = preventable({})
    this.emit('close', closing)
    if (!closing.defaultPrevented) this.destroy()
  }

  destroy(): void {
    this.#gone()
  }

  #gone(): void {
    if (!windows.delete(this.id)) return
    openWindows.delete(this.id)
    this.webContents.destroy()
    this.emit('closed')
    windowGone()
  }
}

const allContents = (): WebContents[] =>
  BrowserWindow.getAllWindows().map((window) => window.webContents)

export const webContents = strict('webContents', {
  getAllWebContents: allContents,
  fromId: (id: number) => allContents().find((contents) => contents.id === id),
  fromDevToolsTargetId: (targetId: string) =>
    allContents().find((contents) => contents.targetId === targetId),
})
