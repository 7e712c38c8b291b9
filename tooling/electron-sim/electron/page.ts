import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cdp } from '../browser.ts'
import { contextBridgeEnd, pageWorld, preloadWorld, valueCodec } from '../page-scripts.ts'
import { fromSimulated, toSimulated } from '../schemes.ts'

const WORLD = 'Electron Isolated Context'
const { pack, unpack } = valueCodec()

export interface PageOptions {
  width?: number
  height?: number
  preload?: string
  /** Whether a window that the page opens may stay. */
  mayOpen(url: string): boolean
  receive(message: Record<string, unknown>): Promise<Record<string, unknown> | undefined>
}

/** The source of a call of a function that is sent as text. */
const call = (fn: (...args: never[]) => unknown, ...args: unknown[]): string =>
  `(${fn})(${args.map((arg) => (typeof arg === 'function' ? String(arg) : JSON.stringify(arg))).join(', ')})`

const preloadSource = (file: string, secret: string): string => {
  const facts = { platform: process.platform, versions: process.versions, type: 'renderer' }
  return `{
    const world = ${call(preloadWorld, contextBridgeEnd, valueCodec, secret, facts)};
    (function (require, process, module, exports) {
      ${readFileSync(file, 'utf8')}
    })(world.require, world.process, { exports: {} }, {})
  }`
}

/** A target of Chromium with the preload in a world of its own. Emits `navigated`, `drawn`, `loaded`, `gone`. */
export class Page extends EventEmitter {
  targetId = ''
  url = ''
  readonly attached: Promise<void>
  #session = ''
  #frame: unknown
  readonly #preloads = new Map<number, unknown>()

  constructor(options: PageOptions) {
    super()
    this.attached = this.#attach(options)
  }

  async load(url: string): Promise<void> {
    await this.attached
    const loaded = once(this, 'loaded')
    const { errorText } = await this.#send('Page.navigate', { url: toSimulated(url) })
    if (errorText) throw new Error(`${errorText} loading '${url}'`)
    await loaded
  }

  /** To the preload of the page's own frame. */
  tell(message: Record<string, unknown>): void {
    const packed = pack(message)
    for (const [context, frame] of this.#preloads)
      if (frame === this.#frame) void this.#deliver(context, packed)
  }

  reload(): void {
    void this.#send('Page.reload')
  }

  close(): void {
    void this.attached.then(() => cdp.send('Target.closeTarget', { targetId: this.targetId }))
  }

  #send(method: string, params: Record<string, unknown> = {}) {
    return cdp.send(method, params, this.#session)
  }

  async #attach(options: PageOptions): Promise<void> {
    const { width, height } = options
    const made = await cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...(width && { width, height }),
    })
    this.targetId = String(made.targetId)
    const session = await cdp.send('Target.attachToTarget', {
      targetId: this.targetId,
      flatten: true,
    })
    this.#session = String(session.sessionId)
    this.#follow()
    this.#guardPopups(options.mayOpen)
    this.#listen(options.receive)
    await this.#send('Page.enable')
    await this.#send('Runtime.enable')
    if (options.preload) await this.#install(options.preload)
  }

  #on<T>(method: string, listener: (params: T) => void): void {
    cdp.on(`${this.#session}:${method}`, listener)
  }

  #follow(): void {
    type Context = { id: number; name: string; auxData: { frameId: string } }
    this.#on<{ context: Context }>('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#preloads.set(context.id, context.auxData.frameId)
    })
    this.#on<{ executionContextId: number }>('Runtime.executionContextDestroyed', (context) =>
      this.#preloads.delete(context.executionContextId),
    )
    this.#on('Runtime.executionContextsCleared', () => this.#preloads.clear())
    type Frame = { id: string; url: string; parentId?: string }
    this.#on<{ frame: Frame }>('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) return
      this.#frame = frame.id
      this.url = fromSimulated(frame.url)
      this.emit('navigated', this.url)
    })
    this.#on('Page.domContentEventFired', () => this.emit('drawn'))
    this.#on('Page.loadEventFired', () => this.emit('loaded'))
    cdp.on(':Target.targetDestroyed', ({ targetId }: { targetId: string }) => {
      if (targetId === this.targetId) this.emit('gone')
    })
  }

  /** The URL comes with one event and the window with another, each in its order. */
  #guardPopups(mayOpen: (url: string) => boolean): void {
    const targets: string[] = []
    const verdicts: boolean[] = []
    const settle = () => {
      while (targets.length > 0 && verdicts.length > 0) {
        const targetId = targets.shift()
        if (!verdicts.shift()) void cdp.send('Target.closeTarget', { targetId })
      }
    }
    type Target = { openerId?: string; targetId: string }
    cdp.on(':Target.targetCreated', ({ targetInfo }: { targetInfo: Target }) => {
      if (targetInfo.openerId !== this.targetId) return
      targets.push(targetInfo.targetId)
      settle()
    })
    this.#on<{ url: string }>('Page.windowOpen', ({ url }) => {
      verdicts.push(mayOpen(fromSimulated(url)))
      settle()
    })
  }

  #listen(receive: PageOptions['receive']): void {
    type Called = { executionContextId: number; payload: string }
    this.#on<Called>('Runtime.bindingCalled', async ({ executionContextId, payload }) => {
      const answer = await receive(unpack(JSON.parse(payload)) as Record<string, unknown>)
      if (answer) await this.#deliver(executionContextId, pack(answer))
    })
  }

  async #install(preload: string): Promise<void> {
    const secret = randomUUID()
    await this.#send('Runtime.addBinding', { name: '__simSend', executionContextName: WORLD })
    const addScript = (script: object) =>
      this.#send('Page.addScriptToEvaluateOnNewDocument', { ...script })
    await addScript({ source: call(pageWorld, contextBridgeEnd, secret) })
    await addScript({ worldName: WORLD, source: preloadSource(preload, secret) })
  }

  /** A page that went away meanwhile needs no answer. */
  async #deliver(contextId: number, packed: unknown): Promise<void> {
    const expression = `__simReceive(${JSON.stringify(JSON.stringify(packed))})`
    await this.#send('Runtime.evaluate', { contextId, expression }).catch(() => undefined)
  }
}
