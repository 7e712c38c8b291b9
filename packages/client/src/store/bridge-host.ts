import {
  encodePage,
  type JournalEntry,
  type LoadedPage,
  StorageError,
  type Store,
} from '@holdfast/sync'
import { z } from 'zod'
import {
  BRIDGE_PROTOCOL,
  BridgeCall,
  type BridgeInput,
  type BridgeMethod,
  type BridgeOutputs,
  type BridgeReply,
  bridgeInputs,
  Intent,
  type StoreChannel,
} from './bridge-protocol.ts'

export type { StoreChannel } from './bridge-protocol.ts'

export interface HostOptions {
  /**
   * `intents`: the page may read, and write what a person does. `everything`: it is as trusted as
   * the process that hosts the store.
   */
  allow: 'intents' | 'everything'
}

/** Loads whose pages may wait to be read: a page that was reloaded never reads the rest of its own. */
const MAX_LOADS = 8

/**
 * The end of the channel that has the store. Takes nothing on trust: whatever comes is parsed, and
 * what it may not do is refused. `call` never throws.
 */
export const hostStore = (store: Store, options: HostOptions): StoreChannel => {
  const host = new Host(store)
  return {
    call: async (method, payload): Promise<BridgeReply> => {
      try {
        const parsed = Method.parse(method)
        const { protocol, input } = BridgeCall.parse(payload)
        if (protocol !== BRIDGE_PROTOCOL)
          throw new StorageError('closed', new Error(`the page speaks version ${protocol}`))
        if (options.allow === 'intents') assertIntent(parsed, input)
        return { ok: true, value: await host.answer(parsed, input) }
      } catch (error) {
        return { ok: false, reason: reasonOf(error), message: String(causeOf(error)) }
      }
    },
  }
}

const Method = z.enum(Object.keys(bridgeInputs) as [BridgeMethod, ...BridgeMethod[]])

const refused: readonly BridgeMethod[] = ['fold', 'destroy']
const Intents = z.strictObject({ changes: z.array(Intent) })

const assertIntent = (method: BridgeMethod, input: unknown): void => {
  if (refused.includes(method)) throw new Error(`${method} is not for pages`)
  if (method === 'commit') Intents.parse(input)
}

const reasonOf = (error: unknown): StorageError['reason'] =>
  error instanceof StorageError ? error.reason : 'other'

const causeOf = (error: unknown): unknown =>
  error instanceof StorageError ? (error.cause ?? error) : error

type Handlers = { [M in BridgeMethod]: (input: BridgeInput<M>) => Promise<BridgeOutputs[M]> }

/** One string is cloned faster than the rows of a page. */
const asText = (entries: JournalEntry[]): Exclude<BridgeOutputs['since'], 'folded'> => {
  const pages: Record<number, string> = {}
  const bare = entries.map(({ seq, event }): JournalEntry => {
    if (event.type !== 'page' || !event.rows) return { seq, event }
    pages[seq] = encodePage({ rows: event.rows, removed: [] })
    return { seq, event: { ...event, rows: null } }
  })
  return { entries: bare, pages }
}

class Host {
  private readonly store: Store
  private readonly loads = new Map<number, AsyncIterator<LoadedPage>>()
  private lastLoad = 0

  constructor(store: Store) {
    this.store = store
  }

  answer<M extends BridgeMethod>(method: M, input: unknown): Promise<BridgeOutputs[M]> {
    const parsed = bridgeInputs[method].parse(input) as BridgeInput<M>
    return this.handlers[method](parsed)
  }

  private readonly handlers: Handlers = {
    load: async () => {
      const { pages, ...loaded } = await this.store.load()
      const load = ++this.lastLoad
      this.loads.set(load, pages[Symbol.asyncIterator]())
      const [oldest] = this.loads.keys()
      if (this.loads.size > MAX_LOADS && oldest !== undefined) await this.unload(oldest)
      return { ...loaded, load }
    },
    page: async ({ load }) => {
      const pages = this.loads.get(load)
      // Half of what was loaded must not pass for all of it.
      if (!pages) throw new Error('these pages were given up: load again')
      const next = await pages.next()
      if (next.done) return null
      const { bucket, rows } = next.value
      return { bucket, text: encodePage({ rows, removed: [] }) }
    },
    unload: async ({ load }) => {
      await this.unload(load)
      return null
    },
    commit: ({ changes }) => this.store.commit(changes),
    since: async ({ seq }) => {
      const entries = await this.store.since(seq)
      return entries === 'folded' ? entries : asText(entries)
    },
    outbox: () => this.store.outbox(),
    tornPieces: () => this.store.tornPieces(),
    fold: () => this.store.fold(),
    destroy: async () => {
      await this.store.destroy()
      return null
    },
  }

  private async unload(load: number): Promise<void> {
    const pages = this.loads.get(load)
    this.loads.delete(load)
    await pages?.return?.()
  }
}
