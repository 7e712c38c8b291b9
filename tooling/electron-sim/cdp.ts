import { EventEmitter } from 'node:events'

type Params = Record<string, unknown>
interface Answer {
  id?: number
  method?: string
  sessionId?: string
  params?: Params
  result?: Params
  error?: { message: string }
}

interface Waiting {
  method: string
  resolve(result: Params): void
  reject(error: Error): void
}

/** A connection to Chromium's DevTools. Emits `<session>:<method>`; the browser's session is ''. */
export class Cdp extends EventEmitter {
  #socket: WebSocket | undefined
  #last = 0
  readonly #waiting = new Map<number, Waiting>()

  async connect(url: string): Promise<void> {
    const socket = new WebSocket(url)
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)))
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error('electron-sim: DevTools cannot be reached'))
    })
    this.#socket = socket
  }

  /** @throws Error when Chromium refuses the command */
  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last
      this.#waiting.set(id, { method, resolve, reject })
      this.#socket?.send(JSON.stringify({ id, method, params, sessionId }))
    })
  }

  #receive(message: Answer): void {
    if (message.id === undefined) {
      this.emit(`${message.sessionId ?? ''}:${message.method}`, message.params)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`))
    else waiting?.resolve(message.result ?? {})
  }
}
