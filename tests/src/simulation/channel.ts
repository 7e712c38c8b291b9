import type { Poke, Pokes } from '@holdfast/client'
import type { Seeded } from './chance.ts'
import type { Gate } from './gate.ts'
import type { VirtualTime } from './virtual-time.ts'

const MOST_DELAY = 4

interface End {
  gate: Gate
  listeners: Set<(poke: Poke) => void>
  /** When the last poke reaches it: they do not overtake each other. */
  lastAt: number
}

/** The BroadcastChannel of one browser profile. */
export class Channel {
  private readonly time: VirtualTime
  private readonly chance: Seeded
  private readonly ends = new Set<End>()

  constructor(time: VirtualTime, chance: Seeded) {
    this.time = time
    this.chance = chance
  }

  connect(gate: Gate): Pokes {
    const end: End = { gate, listeners: new Set(), lastAt: 0 }
    this.ends.add(end)
    return {
      post: (poke) => {
        for (const other of this.ends) if (other !== end) this.send(other, poke)
      },
      listen: (listener) => {
        end.listeners.add(listener)
        return () => {
          end.listeners.delete(listener)
        }
      },
      close: () => {
        this.ends.delete(end)
      },
    }
  }

  /** A tab has died. */
  drop(gate: Gate): void {
    for (const end of this.ends) if (end.gate === gate) this.ends.delete(end)
  }

  private send(end: End, poke: Poke): void {
    const { time } = this
    end.lastAt = Math.max(end.lastAt, time.now + this.chance.next() * MOST_DELAY)
    time.after(end.lastAt - time.now, () =>
      end.gate.deliver(() => {
        if (this.ends.has(end)) for (const listener of end.listeners) listener(poke)
      }),
    )
  }
}
