import { once } from 'node:events'
import type { Bucket } from '@holdfast/domain'
import {
  type ClientMessage,
  type Frame,
  type Position,
  PROTOCOL,
  ServerMessage,
} from '@holdfast/sync'
import { WebSocket } from 'ws'

/** A socket to `/live` that keeps what it hears, in order. */
export class LiveClient {
  readonly heard: ServerMessage[] = []
  readonly socket: WebSocket
  closeCode: number | null = null
  #wake: () => void = () => undefined

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      this.heard.push(ServerMessage.parse(JSON.parse(data.toString())))
      this.#wake()
    })
    socket.on('close', (code) => {
      this.closeCode = code
      this.#wake()
    })
    socket.on('error', () => this.#wake())
  }

  static async open(url: string, origin?: string, from?: string): Promise<LiveClient> {
    const headers = from === undefined ? {} : { 'x-address': from }
    const options = { headers, ...(origin !== undefined && { origin }) }
    const client = new LiveClient(new WebSocket(url, options))
    await once(client.socket, 'open')
    return client
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Says hello and waits for the answer. @returns the buckets to pull */
  async greet(
    token: string,
    held: { epoch?: string | null; positions?: Record<Bucket, Position> } = {},
  ): Promise<Bucket[]> {
    const { epoch = null, positions = {} } = held
    this.send({ type: 'hello', protocol: PROTOCOL, token, epoch, positions })
    await this.until(() => this.heard.some(({ type }) => type === 'ready'))
    const ready = this.heard.find((message) => message.type === 'ready')
    return ready?.type === 'ready' ? ready.behind : []
  }

  get frames(): Frame[] {
    return this.heard.filter((message) => message.type === 'frame')
  }

  framesOf(bucket: Bucket): Frame[] {
    return this.frames.filter((frame) => frame.bucket === bucket)
  }

  /** Waits for a condition over what was heard. @throws Error when the socket closes first */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.closeCode !== null) throw new Error(`the socket was closed (${this.closeCode})`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Waits until the server closes. @returns the code */
  async closed(): Promise<number> {
    while (this.closeCode === null)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    return this.closeCode
  }

  /** @returns once everything sent so far has been answered: whatever came before it has been heard */
  async settled(): Promise<void> {
    const answers = () => this.heard.filter(({ type }) => type === 'pong').length
    const before = answers()
    this.send({ type: 'ping' })
    await this.until(() => answers() > before)
  }
}
