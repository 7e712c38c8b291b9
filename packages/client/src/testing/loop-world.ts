import { type ClientId, isoDate, userBucket } from '@holdfast/domain'
import type { OutboxEntry, Store } from '@holdfast/sync'
import { ModelServer, nthTask, nthUser, userRow } from '@holdfast/sync/testing'
import type { LinkStatus } from '../status.ts'
import { MemoryDisk, openMemoryStore } from '../store/memory.ts'
import { SyncLoop } from '../sync-loop.ts'
import { FakeClock, flush, until } from './fake-clock.ts'
import { ModelLink, ModelSession } from './model-link.ts'

export const ada = nthUser(1)
export const bob = nthUser(2)

let drafts = 0

/** A device without a screen: store and sync loop, a link that can be cut, and a model server. */
export class LoopWorld {
  readonly clock: FakeClock
  readonly server: ModelServer
  readonly link: ModelLink
  readonly disk: MemoryDisk
  readonly store: Store
  readonly loop: SyncLoop
  readonly told: LinkStatus[] = []
  private clients = 0

  /** @param beside another device of the same person on the same server, which this one is to be */
  constructor(beside?: LoopWorld, disk = new MemoryDisk()) {
    this.clock = beside?.clock ?? new FakeClock()
    this.server = beside?.server ?? new ModelServer({ now: () => this.now(), pageRows: 10 })
    if (!beside) this.server.put(userRow(ada), userRow(bob, 'Bob'))
    this.disk = disk
    this.link = new ModelLink(this.server, ada)
    this.store = openMemoryStore({ userId: ada, newClientId: () => 'first' as ClientId, disk })
    const name = beside ? 'fresh-copy' : 'fresh'
    this.loop = new SyncLoop({
      store: this.store,
      transport: this.link,
      session: new ModelSession(),
      clock: this.clock,
      newClientId: () => `${name}-${++this.clients}` as ClientId,
      committed: () => undefined,
      doubted: () => undefined,
      linkChanged: (status) => this.told.push(status),
    })
  }

  now() {
    return isoDate(new Date(this.clock.now()))
  }

  async create(n: number, title = `Task ${n}`): Promise<void> {
    const args = { id: nthTask(n), title }
    const draftId = `d${++drafts}`
    const draft = { draftId, name: 'create-task', version: 1, args, at: this.now() }
    await this.store.commit([{ type: 'draft', draft }])
    this.loop.wake()
  }

  async outbox(): Promise<OutboxEntry[]> {
    return (await this.store.outbox()).entries
  }

  async meta() {
    return (await this.store.outbox()).meta
  }

  /** What the server has of the person's own tasks. */
  titles(): string[] {
    const rows = this.server.record.rowsIn(userBucket(ada))
    return rows.flatMap((row) => (row.kind === 'task' ? [row.row.title] : [])).sort()
  }

  /** Runs until everything is sent and seen to come back, letting a minute pass where it must. */
  async drained(): Promise<void> {
    await until(() => this.loop.link.link === 'online')
    for (let tries = 0; (await this.outbox()).length > 0; tries++) {
      if (tries > 20) throw new Error(`this stays: ${JSON.stringify(await this.outbox())}`)
      await flush()
      if (tries > 10) await this.clock.advance(10_000)
    }
  }
}
