import {
  type Change,
  type Committed,
  createPageReader,
  type JournalEntry,
  type Loaded,
  type LoadedPage,
  type Meta,
  type OutboxEntry,
  StorageError,
  type Store,
} from '@holdfast/sync'
import {
  BRIDGE_PROTOCOL,
  type BridgeCall,
  type BridgeInput,
  type BridgeMethod,
  type BridgeOutputs,
  BridgeReply,
  type StoreChannel,
} from './bridge-protocol.ts'

export type { StoreChannel } from './bridge-protocol.ts'

/** A store that lives at the other end of a channel. Closing it leaves that one open. */
export const openBridgeStore = (channel: StoreChannel): Store => new BridgeStore(channel)

class BridgeStore implements Store {
  private readonly channel: StoreChannel
  private readonly readPage = createPageReader()
  private closed = false

  constructor(channel: StoreChannel) {
    this.channel = channel
  }

  async load(): Promise<Loaded> {
    const { load, ...loaded } = await this.call('load', {})
    return { ...loaded, pages: this.pages(load) }
  }

  commit(changes: readonly Change[]): Promise<Committed> {
    return this.call('commit', { changes: [...changes] })
  }

  async since(seq: number): Promise<JournalEntry[] | 'folded'> {
    const told = await this.call('since', { seq })
    if (told === 'folded') return told
    return told.entries.map((entry) => {
      const text = told.pages[entry.seq]
      if (text === undefined || entry.event.type !== 'page') return entry
      return { ...entry, event: { ...entry.event, rows: this.readPage(text).rows } }
    })
  }

  outbox(): Promise<{ meta: Meta; entries: OutboxEntry[] }> {
    return this.call('outbox', {})
  }

  fold(): Promise<number> {
    return this.call('fold', {})
  }

  tornPieces(): Promise<string[]> {
    return this.call('tornPieces', {})
  }

  async destroy(): Promise<void> {
    await this.call('destroy', {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true
  }

  private async *pages(load: number): AsyncGenerator<LoadedPage> {
    const read = createPageReader()
    const page = () => {
      const asked = this.call('page', { load })
      // Asked for ahead: its failure is met when its turn comes.
      asked.catch(() => undefined)
      return asked
    }
    let next = page()
    try {
      for (let now = await next; now; now = await next) {
        next = page()
        yield { bucket: now.bucket, rows: read(now.text).rows }
      }
    } finally {
      if (!this.closed) await this.call('unload', { load })
    }
  }

  private async call<M extends BridgeMethod>(
    method: M,
    input: BridgeInput<M>,
  ): Promise<BridgeOutputs[M]> {
    if (this.closed) throw new StorageError('closed', new Error('the store was closed'))
    const call: BridgeCall = { protocol: BRIDGE_PROTOCOL, input }
    const reply = BridgeReply.parse(await this.channel.call(method, call))
    if (!reply.ok) throw new StorageError(reply.reason, new Error(reply.message))
    // The other end is this very program.
    return reply.value as BridgeOutputs[M]
  }
}
