/*
 * Everything here is sent to pages as its own source text, so no function may use anything outside
 * of itself.
 */

type Message = Record<string, unknown>

/** Values as JSON and back, for what a structured clone keeps and JSON does not. */
export function valueCodec() {
  const pack = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new Error('An object could not be cloned.')
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(pack)
    if (value instanceof Date) return { $: 'date', v: value.getTime() }
    if (value instanceof Error) return { $: 'error', v: value.message, name: value.name }
    if (value instanceof Map) return { $: 'map', v: [...value].map(pack) }
    if (value instanceof Set) return { $: 'set', v: [...value].map(pack) }
    const view = value instanceof ArrayBuffer ? new Uint8Array(value) : value
    if (ArrayBuffer.isView(view)) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      return { $: 'bytes', v: Array.from(bytes) }
    }
    return { $: 'object', v: Object.entries(value).map(([key, item]) => [key, pack(item)]) }
  }
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack)
    if (value === null || typeof value !== 'object') return value
    const { $, v, name } = value as { $: string; v: never; name?: string }
    switch ($) {
      case 'undefined':
        return undefined
      case 'bigint':
        return BigInt(v)
      case 'date':
        return new Date(v)
      case 'error':
        return Object.assign(new Error(v), { name })
      case 'map':
        return new Map((v as unknown[]).map(unpack) as [unknown, unknown][])
      case 'set':
        return new Set((v as unknown[]).map(unpack))
      case 'bytes':
        return new Uint8Array(v)
      default:
        return Object.fromEntries(
          (v as [string, unknown][]).map(([key, item]) => [key, unpack(item)]),
        )
    }
  }
  return { pack, unpack }
}

/**
 * One end of the context bridge; the same code runs in the page's world and in the preload's. Values
 * cross as structured clones in an event's detail, functions as numbers that stand for them.
 */
export function contextBridgeEnd(me: string, peer: string, secret: string) {
  type Fn = (...args: unknown[]) => unknown
  const functions = new Map<number, Fn>()
  const waiting = new Map<number, (message: Message) => void>()
  let last = 0

  const isPlain = (value: unknown): value is object =>
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  const walk = (value: unknown, visit: (value: unknown) => unknown): unknown => {
    const visited = visit(value)
    if (visited !== undefined) return visited
    if (Array.isArray(value)) return value.map((item) => walk(item, visit))
    if (!isPlain(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, visit)]))
  }
  const outward = (value: unknown): unknown =>
    walk(value, (item) => {
      if (typeof item !== 'function') return undefined
      functions.set(++last, item as Fn)
      return { $function: last }
    })
  const inward = (value: unknown): unknown =>
    walk(value, (item) => {
      const number = (item as { $function?: number } | null | undefined)?.$function
      return number === undefined ? undefined : (...args: unknown[]) => call(number, args)
    })

  const emit = (type: string, detail: unknown) =>
    document.dispatchEvent(new CustomEvent(peer + type + secret, { detail }))
  const on = (type: string, listener: (detail: never) => void) =>
    document.addEventListener(me + type + secret, (event) =>
      listener((event as CustomEvent).detail as never),
    )

  const call = (number: number, args: unknown[]): unknown => {
    const id = ++last
    let answer: Message | undefined
    waiting.set(id, (message) => {
      answer = message
    })
    emit('call', { id, number, args: outward(args) })
    waiting.delete(id)
    if (!answer) return undefined
    if ('error' in answer) throw new Error(String(answer.error))
    if (!answer.promised) return inward(answer.value)
    return new Promise((resolve, reject) =>
      waiting.set(id, (message) => {
        waiting.delete(id)
        if ('error' in message) reject(new Error(String(message.error)))
        else resolve(inward(message.value))
      }),
    )
  }
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
  on('return', (message: Message) => waiting.get(message.id as number)?.(message))
  on('call', ({ id, number, args }: { id: number; number: number; args: unknown }) => {
    try {
      const result = functions.get(number)?.(...(inward(args) as unknown[]))
      const promised = result instanceof Promise
      emit('return', promised ? { id, promised } : { id, value: outward(result) })
      if (promised)
        result.then(
          (value) => emit('return', { id, value: outward(value) }),
          (error) => emit('return', { id, error: messageOf(error) }),
        )
    } catch (error) {
      emit('return', { id, error: messageOf(error) })
    }
  })
  return { outward, inward, emit, on }
}

/** In the page's own world: shows what the preload exposes. */
export function pageWorld(end: typeof contextBridgeEnd, secret: string) {
  const bridge = end('page', 'preload', secret)
  const freeze = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null) return value
    for (const item of Object.values(value)) freeze(item)
    return Object.freeze(value)
  }
  bridge.on('expose', ({ name, api }: { name: string; api: unknown }) =>
    Object.defineProperty(window, name, { value: freeze(bridge.inward(api)), enumerable: true }),
  )
}

/** In the preload's world: what a sandboxed preload may require. */
export function preloadWorld(
  end: typeof contextBridgeEnd,
  codec: typeof valueCodec,
  secret: string,
  processFacts: object,
) {
  type Listener = (event: object, ...args: unknown[]) => void
  const world = globalThis as unknown as {
    __simSend(json: string): void
    __simReceive(json: string): void
  }
  const { pack, unpack } = codec()
  const bridge = end('preload', 'page', secret)
  const post = (message: Message) => world.__simSend(JSON.stringify(pack(message)))
  const asked = new Map<
    number,
    { channel: string; resolve(value: unknown): void; reject(error: Error): void }
  >()
  const listeners = new Map<string, Listener[]>()
  let last = 0

  world.__simReceive = (json) => {
    const message = unpack(JSON.parse(json)) as Message
    if (message.id === undefined) {
      const args = message.args as unknown[]
      for (const listener of [...(listeners.get(message.channel as string) ?? [])])
        listener({ sender: ipcRenderer }, ...args)
      return
    }
    const question = asked.get(message.id as number)
    asked.delete(message.id as number)
    if (!('error' in message)) question?.resolve(message.value)
    else
      question?.reject(
        new Error(`Error invoking remote method '${question.channel}': ${message.error}`),
      )
  }
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        asked.set(++last, { channel, resolve, reject })
        post({ type: 'invoke', id: last, channel, args })
      }),
    send: (channel: string, ...args: unknown[]) => post({ type: 'send', channel, args }),
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    },
    off(channel: string, listener: Listener) {
      const others = (listeners.get(channel) ?? []).filter((other) => other !== listener)
      listeners.set(channel, others)
    },
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) =>
      bridge.emit('expose', { name, api: bridge.outward(api) }),
  }
  const require = (module: string) => {
    if (module === 'electron') return { contextBridge, ipcRenderer }
    throw new Error(`module not found: ${module} (sandboxed preload)`)
  }
  return { process: processFacts, require }
}
