import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, connect as dial, type Socket } from 'node:net'

/** A loopback TCP link that counts bytes and can be cut. */
export interface CountingProxy extends AsyncDisposable {
  readonly port: number
  /** Bytes since the last `reset`, from and to the one who connects. */
  readonly up: number
  readonly down: number
  reset(): void
  /** Ends every connection and refuses new ones. */
  cut(): void
  heal(): void
}

export const openCountingProxy = async (target: number): Promise<CountingProxy> => {
  const sockets = new Set<Socket>()
  let isCut = false
  let up = 0
  let down = 0
  const server = createServer({ noDelay: true }, (near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = dial({ port: target, host: '127.0.0.1', noDelay: true })
    near.on('data', (chunk) => {
      up += chunk.length
    })
    far.on('data', (chunk) => {
      down += chunk.length
    })
    near.pipe(far)
    far.pipe(near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      // A connection that is cut fails on both sides; `close` follows and ends the other.
      one.on('error', () => one.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get up() {
      return up
    },
    get down() {
      return down
    },
    reset() {
      up = 0
      down = 0
    },
    cut,
    heal() {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
