import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** How a connection is treated. `swallow`: requests arrive, and their answers get lost with it. */
type Passage = 'open' | 'cut' | 'swallow'

/** A way to a server on this machine that can be cut, and that can lose answers. */
export class TcpProxy implements AsyncDisposable {
  /** Connections that were refused or cut off, and answers that got lost. */
  readonly lost = { connections: 0, answers: 0 }
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #passage: Passage = 'open'

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param target the server's port on 127.0.0.1 */
  static async open(target: number): Promise<TcpProxy> {
    const server = createServer({ noDelay: true })
    const proxy = new TcpProxy(server)
    server.on('connection', (client) => proxy.#join(client, target))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Nothing gets through, and what was connected is not any more. */
  cut(): void {
    this.#passage = 'cut'
    for (const pair of this.#pairs) this.#sever(pair)
  }

  /** From now on whatever the server answers gets lost, and the connection with it. */
  swallowAnswers(): void {
    this.#passage = 'swallow'
  }

  heal(): void {
    this.#passage = 'open'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket, target: number): void {
    if (this.#passage === 'cut') {
      this.lost.connections++
      client.destroy()
      return
    }
    const server = connect({ port: target, host: '127.0.0.1', noDelay: true })
    const pair = [client, server] as const
    this.#pairs.add(pair)
    client.on('data', (bytes) => server.write(bytes))
    server.on('data', (bytes) => {
      if (this.#passage !== 'swallow') return client.write(bytes)
      this.lost.answers++
      return this.#sever(pair)
    })
    for (const socket of pair)
      socket
        .on('error', () => this.#sever(pair))
        .on('end', () => this.#sever(pair))
        .on('close', () => this.#sever(pair))
  }

  #sever(pair: readonly [Socket, Socket]): void {
    if (!this.#pairs.delete(pair)) return
    if (this.#passage === 'cut') this.lost.connections++
    for (const socket of pair) socket.destroy()
  }
}
