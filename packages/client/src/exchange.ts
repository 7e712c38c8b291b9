import type { Bucket, ClientId } from '@holdfast/domain'
import {
  type Change,
  type Committed,
  type Lost,
  lostOf,
  MAX_PUSH,
  type Meta,
  type Mutation,
  nextBatch,
  nextStream,
  PROTOCOL,
  type PullReply,
  type PushReply,
  type Store,
  type Stream,
} from '@holdfast/sync'
import { type Clock, isoNow } from './clock.ts'
import { Downloads } from './downloads.ts'
import { TooLarge, type Transport } from './transport.ts'

/** The server speaks a newer protocol than this program: everything is kept until it is renewed. */
export class UpgradeRequired extends Error {
  constructor() {
    super('this version is too old for the server')
    this.name = 'UpgradeRequired'
  }
}

export interface ExchangePorts {
  store: Store
  transport: Transport
  clock: Clock
  newClientId: () => ClientId
  committed(committed: Committed): void
  /** A commit was reported as failed; it may have been made all the same. */
  doubted(): void
  /** The server has answered. */
  heard(): void
  /** Does anybody in this process show rows? */
  wantsRows?: boolean
}

/**
 * Devices that find another life of the database all at once do not all fetch it at once: each waits
 * for as long as chance says, up to this. [E1]
 */
const REFETCH_MS = 60_000
/** A call that has had no answer for so long is not waited for when the network seems to be back. */
const STUCK_MS = 3_000

type Of<Reply extends { status: string }, Status> = Extract<Reply, { status: Status }>

/** Pushes and pulls until device and server have nothing to tell each other. One at a time. */
export class Exchange {
  private readonly ports: ExchangePorts
  private readonly downloads: Downloads
  private isPullWanted = true
  /** The id that the server asked for, of which client. */
  private expected: { clientId: ClientId; id: number } | undefined
  /** Mutations in one push; fewer while the server finds them too large. */
  private most = MAX_PUSH
  /** This life of the database, or one before it, has answered since the program started. */
  private hasHeard = false
  /** Another life of the database is not fetched before this. */
  private restUntil = 0
  private calling: { since: number; abort: AbortController } | null = null

  constructor(ports: ExchangePorts) {
    this.ports = ports
    this.downloads = new Downloads({ ...ports, commit: (changes) => this.commit(changes) })
  }

  get wantsPull(): boolean {
    return this.isPullWanted
  }

  wantPull(): void {
    this.isPullWanted = true
    this.look()
  }

  /** Pulls however lately another life began, and without waiting for a call that seems stuck. */
  pullNow(): void {
    this.restUntil = 0
    const stuckSince = this.ports.clock.elapsed() - STUCK_MS
    this.downloads.giveUpSince(stuckSince)
    this.wantPull()
    const { calling } = this
    if (calling && calling.since <= stuckSince) calling.abort.abort()
  }

  /** For how long a pull is put off yet, in milliseconds; 0 where none is. */
  get rest(): number {
    return this.isPullWanted ? Math.max(0, this.restUntil - this.ports.clock.elapsed()) : 0
  }

  /** There may be something to send: a download that waits for its next page lets it pass. */
  look(): void {
    this.downloads.yield()
  }

  /**
   * @throws SignedOut, UpgradeRequired, StorageError, or whatever kept it from the server
   */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      this.downloads.goOn()
      const { meta, entries } = await this.ports.store.outbox()
      const stream = nextStream(entries, meta.clientId)
      const batch = nextBatch(stream.entries, this.expectedOf(stream), this.most)
      if (signal.aborted) return
      if (batch === 'missing') await this.findMissing(meta, stream)
      else if (batch.length > 0 && meta.epoch === null) await this.pull(meta)
      else if (batch.length > 0) await this.push(meta, stream, batch)
      else if (this.isPullWanted && this.rest === 0) await this.pull(meta)
      else if (Object.keys(meta.downloads).length > 0) await this.download(meta)
      else return
    }
  }

  async commit(changes: Change[]): Promise<Committed> {
    const committed = await this.ports.store.commit(changes).catch((error: unknown) => {
      this.ports.doubted()
      throw error
    })
    this.ports.committed(committed)
    if (committed.stale.length > 0) this.wantPull()
    return committed
  }

  private expectedOf({ clientId }: Stream): number | undefined {
    return this.expected?.clientId === clientId ? this.expected.id : undefined
  }

  private async push(meta: Meta, stream: Stream, mutations: Mutation[]): Promise<void> {
    const { epoch } = meta
    const { clientId } = stream
    const request = { protocol: PROTOCOL, epoch, clientId, mutations }
    const push = (signal: AbortSignal) => this.ports.transport.push(request, signal)
    const reply = await this.call(push).catch((error: unknown) => {
      // It may have arrived: by the next try the device may hold less than the server asked for.
      this.expected = undefined
      if (error instanceof TooLarge) return error
      throw error
    })
    if (reply instanceof TooLarge) return this.shrink(meta, stream, mutations, reply)
    if (reply.status !== 'upgrade-required') this.ports.heard()
    switch (reply.status) {
      case 'done':
        this.hasHeard = true
        this.expected = undefined
        this.most = Math.min(this.most * 2, MAX_PUSH)
        await this.settle(meta, stream, mutations, reply)
        break
      case 'gap':
        if (reply.expected === this.expectedOf(stream))
          throw new Error(`gap at ${reply.expected} again`)
        this.expected = { clientId, id: reply.expected }
        break
      case 'new-epoch':
        // What it expects of an earlier client id says nothing of the device's own: that is asked for.
        if (clientId === meta.clientId) await this.newEpoch(reply)
        else await this.pull(meta)
        break
      case 'foreign-client':
        await this.newClient(meta, { clientId, ids: [], from: 1 })
        break
      case 'upgrade-required':
        throw new UpgradeRequired()
    }
  }

  /** Sends less at once; what is too large even alone is refused here, and a `noop` sent for it. [P12] */
  private async shrink(
    meta: Meta,
    stream: Stream,
    mutations: Mutation[],
    tooLarge: TooLarge,
  ): Promise<void> {
    const { clientId } = meta
    const [first, ...rest] = mutations
    if (!first || (first.name === 'noop' && rest.length === 0)) throw tooLarge
    this.expected = undefined
    if (rest.length > 0) {
      this.most = Math.ceil(mutations.length / 2)
      return
    }
    await this.commit([{ type: 'too-large', clientId, id: stream.idOf(first.id) }])
    this.expected = { clientId: stream.clientId, id: first.id }
  }

  private async settle(
    before: Meta,
    stream: Stream,
    sent: readonly Mutation[],
    { epoch, ...reply }: Of<PushReply, 'done'>,
  ): Promise<void> {
    const results = reply.results.map((result) => ({ ...result, id: stream.idOf(result.id) }))
    const at = isoNow(this.ports.clock)
    const { clientId } = before
    const { meta } = await this.commit([{ type: 'settle', clientId, epoch, results, at }])
    if (epoch !== meta.epoch) this.wantPull()
    const lost = lostOf(stream.clientId, sent, reply.results)
    if (lost) return this.newClient(before, lost)
    for (const result of results) {
      if (result.status !== 'applied') continue
      // Work in a bucket that is new to this device, a project just created: fetch it.
      if (
        Object.keys(result.at).some(
          (bucket) => !(bucket in meta.positions || bucket in meta.downloads),
        )
      )
        this.wantPull()
    }
  }

  private async pull({ epoch, clientId, positions, joins, downloads }: Meta): Promise<void> {
    this.isPullWanted = false
    const request = {
      protocol: PROTOCOL,
      epoch,
      clientId,
      positions,
      joins,
      downloading: Object.keys(downloads) as Bucket[],
      inline: [...this.downloads.inline],
    }
    try {
      const reply = await this.call((signal) => this.ports.transport.pull(request, signal))
      if (reply.status === 'upgrade-required') throw new UpgradeRequired()
      this.ports.heard()
      if (reply.status === 'new-epoch') await this.newEpoch(reply)
      else await this.take(reply, joins)
    } catch (error) {
      this.wantPull()
      throw error
    }
  }

  private async take(reply: Of<PullReply, 'done'>, joins: Meta['joins']): Promise<void> {
    const { epoch, forget, deltas, snapshots, more } = reply
    this.hasHeard = true
    const at = isoNow(this.ports.clock)
    const changes: Change[] = []
    if (forget.length > 0) changes.push({ type: 'forget', buckets: forget })
    for (const delta of deltas) {
      const isAnew = forget.includes(delta.bucket)
      const continues = isAnew ? null : (joins[delta.bucket]?.after ?? null)
      changes.push({ type: 'delta', epoch, delta, at, ...(delta.from === null && { continues }) })
    }
    for (const offer of snapshots) changes.push({ type: 'download', epoch, offer, at })
    if (!more) changes.push({ type: 'acknowledged', at })
    else if (deltas.length === 0) throw new Error('a pull promised more and brought nothing')
    const { meta } = await this.commit(changes)
    for (const bucket of this.downloads.inline)
      if (bucket in meta.positions || bucket in meta.joins || forget.includes(bucket))
        this.downloads.inline.delete(bucket)
    if (more) this.wantPull()
  }

  private async download(meta: Meta): Promise<void> {
    if (await this.downloads.run(meta)) this.wantPull()
  }

  private async newEpoch({ epoch, expected }: Of<PullReply, 'new-epoch'>): Promise<void> {
    this.expected = undefined
    this.wantPull()
    const { clock } = this.ports
    const clientId = this.ports.newClientId()
    const at = isoNow(clock)
    await this.commit([{ type: 'new-epoch', epoch, expected, clientId, at }])
    // Not before it is kept that there is another life: else that is found, and put off, once more.
    // Programs do not start all at once.
    if (this.hasHeard) this.restUntil = clock.elapsed() + REFETCH_MS * clock.random()
  }

  private async call<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController()
    this.calling = { since: this.ports.clock.elapsed(), abort }
    const stopped = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason))
    })
    try {
      return await Promise.race([work(abort.signal), stopped])
    } finally {
      this.calling = null
    }
  }

  /** What the server asked for has left the outbox: it may be kept still. */
  private async findMissing(meta: Meta, stream: Stream): Promise<void> {
    const expected = this.expectedOf(stream) ?? 1
    const { clientId } = stream
    const lost = { clientId, ids: [], from: expected }
    const isOwn = clientId === meta.clientId
    this.expected = undefined
    await this.commit([{ ...this.newClientChange(meta), expected, ...(!isOwn && { lost }) }])
  }

  /** What is lost goes under another client id. */
  private async newClient(meta: Meta, lost: Lost): Promise<void> {
    this.expected = undefined
    await this.commit([{ ...this.newClientChange(meta), lost }])
  }

  private newClientChange({ clientId }: Meta): Extract<Change, { type: 'new-client' }> {
    const { clock, newClientId } = this.ports
    const at = isoNow(clock)
    return { type: 'new-client', replaces: clientId, clientId: newClientId(), at }
  }
}
