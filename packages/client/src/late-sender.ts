import { isoDate } from '@holdfast/domain'
import { BackOff } from './back-off.ts'
import type { Clock } from './clock.ts'
import type { Pokes } from './pokes.ts'
import type { LinkStatus } from './status.ts'

interface LateSenderPorts {
  /** Rejects where its code cannot be had. */
  load(): Promise<AsyncDisposable>
  clock: Clock
  pokes: Pokes
  /** How whoever sends stands, as far as this tab was told. */
  link(): LinkStatus
}

/**
 * What sends, whose code comes after the first paint. Code that does not come is a server that does
 * not answer: that is told, and it is asked for again until it comes.
 */
export class LateSender implements AsyncDisposable {
  private readonly ports: LateSenderPorts
  private readonly sender: Promise<AsyncDisposable | null>
  private isClosed = false
  private stopPause: () => void = () => undefined

  constructor(ports: LateSenderPorts) {
    this.ports = ports
    ports.pokes.listen(({ type }) => type === 'sync-now' && this.stopPause())
    this.sender = this.load()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true
    this.stopPause()
    this.ports.pokes.close()
    await (await this.sender)?.[Symbol.asyncDispose]()
  }

  private async load(): Promise<AsyncDisposable | null> {
    const { clock, pokes, link, load } = this.ports
    const backOff = new BackOff(clock)
    const time = (ahead: number) => isoDate(new Date(clock.now() + ahead))
    while (!this.isClosed) {
      try {
        return await load()
      } catch {
        if (this.isClosed) break
        const wait = backOff.next()
        const { link: was, lastAcknowledgedAt, offlineSince } = link()
        // Another tab that sends knows better.
        if (was === 'connecting' || was === 'offline')
          pokes.post({
            type: 'link',
            link: {
              link: 'offline',
              offlineSince: offlineSince ?? time(0),
              nextTryAt: time(wait),
              lastAcknowledgedAt,
            },
          })
        await new Promise<void>((resolve) => {
          const cancel = clock.after(wait, resolve)
          this.stopPause = () => {
            cancel()
            resolve()
          }
        })
      }
    }
    return null
  }
}
