import { gunzipSync } from 'node:zlib'
import { WebSocket } from 'ws'
import { type PlainTask, plainColumns, plainTask } from '../bench-task.ts'
import { now } from '../measure/clock.ts'
import type { Adapter, BenchClient, Opened, Write } from '../worker/adapter.ts'
import type { FloorMessage, FloorRequest } from './protocol.ts'

/** How often it tries again while the link is down, in milliseconds. */
const RETRY_MS = 100

interface Waiting {
  id: string
  title: string
  acked: () => void
}

/** A map in memory and an array of what is not sent: nothing survives the process. */
class FloorClient implements BenchClient {
  readonly opened: Promise<Opened>
  private readonly port: number
  private readonly tasks = new Map<string, PlainTask>()
  private readonly sent = new Map<number, Waiting[]>()
  private readonly finish = Promise.withResolvers<Opened>()
  private readonly watchers = new Map<string, (title: string) => void>()
  private unsent: Waiting[] = []
  private socket: WebSocket | undefined
  private firstPageAt = 0
  private pushes = 0
  private isClosed = false

  constructor(port: number) {
    this.port = port
    this.opened = this.finish.promise
    this.connect()
  }

  watch(task: number, seen: (title: string) => void): void {
    this.watchers.set(plainTask(task).id, seen)
  }

  write(task: number, title: string): Write {
    const { id } = plainTask(task)
    const row = this.tasks.get(id)
    if (!row) throw new Error(`there is no task ${id}`)
    row.title = title
    const acked = Promise.withResolvers<void>()
    this.unsent.push({ id, title, acked: acked.resolve })
    this.push()
    return { local: Promise.resolve(), acked: acked.promise }
  }

  wake(): void {
    if (this.socket?.readyState === WebSocket.CLOSED) this.connect()
  }

  waiting(): number {
    return this.unsent.length + [...this.sent.values()].flat().length
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.socket?.close()
  }

  private connect(): void {
    if (this.isClosed) return
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}`, { perMessageDeflate: false })
    this.socket = socket
    socket.on('open', () => {
      if (this.tasks.size === 0) this.send({ type: 'snapshot' })
      this.push()
    })
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.takeChunk(data)
      else this.take(JSON.parse(String(data)))
    })
    // Whatever fails also closes it.
    socket.on('error', () => socket.close())
    socket.on('close', () => {
      if (socket !== this.socket) return
      this.unsent.unshift(...[...this.sent.values()].flat())
      this.sent.clear()
      setTimeout(() => this.socket === socket && this.connect(), RETRY_MS)
    })
  }

  private send(request: FloorRequest): void {
    this.socket?.send(JSON.stringify(request))
  }

  private push(): void {
    if (this.socket?.readyState !== WebSocket.OPEN || this.unsent.length === 0) return
    const batch = this.unsent.splice(0)
    this.sent.set(++this.pushes, batch)
    const ids = batch.map(({ id }) => id)
    const titles = batch.map(({ title }) => title)
    this.send({ type: 'push', id: this.pushes, ids, titles })
  }

  private takeChunk(chunk: Buffer): void {
    const rows: unknown[][] = JSON.parse(gunzipSync(chunk).toString())
    for (const row of rows) {
      const task = Object.fromEntries(plainColumns.map((column, i) => [column, row[i]]))
      this.tasks.set(String(row[0]), task as unknown as PlainTask)
    }
    this.firstPageAt ||= now()
  }

  private take(message: FloorMessage): void {
    switch (message.type) {
      case 'end':
        this.finish.resolve({
          firstPageAt: this.firstPageAt,
          allAt: now(),
          rows: this.tasks.size,
        })
        break
      case 'done':
        for (const { acked } of this.sent.get(message.id) ?? []) acked()
        this.sent.delete(message.id)
        break
      case 'frame':
        for (const [i, id] of message.ids.entries()) this.show(id, message.titles[i] ?? '')
    }
  }

  private show(id: string, title: string): void {
    const task = this.tasks.get(id)
    if (!task) return
    task.title = title
    this.watchers.get(id)?.(title)
  }
}

export const openClient: Adapter = async ({ port }) => new FloorClient(port)
