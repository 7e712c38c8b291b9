import { settled } from './platform-work.ts'

interface Event {
  at: number
  nth: number
  run: (() => void | Promise<void>) | null
}

const isSooner = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.nth < b.nth)

/**
 * The one order of everything that happens in a simulation. An event runs to its end, with all that
 * follows from it at once, before the next begins: chance and the machine's load decide nothing.
 */
export class VirtualTime {
  now = Date.parse('2026-11-22T08:00:00.000Z')
  /** How many have run. */
  events = 0
  private readonly heap: Event[] = []
  private nth = 0

  /** Runs once in `ms` milliseconds, those due at the same time in the order of asking. */
  after(ms: number, run: () => void | Promise<void>): () => void {
    const event: Event = { at: this.now + Math.max(0, ms), nth: this.nth++, run }
    this.push(event)
    return () => {
      event.run = null
    }
  }

  /** Lets `ms` milliseconds pass, with all that is due in them. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (let next = this.heap[0]; next && next.at <= end; next = this.heap[0]) {
      this.pop()
      if (!next.run) continue
      this.now = next.at
      this.events++
      await next.run()
      await settled()
    }
    this.now = end
  }

  private push(event: Event): void {
    const { heap } = this
    let at = heap.push(event) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = heap[up] as Event
      if (!isSooner(event, parent)) break
      heap[at] = parent
      at = up
    }
    heap[at] = event
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      const [left, right] = [heap[down], heap[down + 1]]
      if (!left) break
      if (right && isSooner(right, left)) down++
      const child = heap[down] as Event
      if (!isSooner(child, last)) break
      heap[at] = child
      at = down
    }
    heap[at] = last
  }
}
