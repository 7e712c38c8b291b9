import type { Bucket, ClientId } from '@holdfast/domain'
import {
  type Change,
  type Epoch,
  encodePage,
  type Meta,
  type MutationResult,
  type OutboxEntry,
  type SnapshotPage,
} from '@holdfast/sync'
import fc from 'fast-check'
import { gzip } from '#gzip'
import {
  at,
  bucketA,
  bucketB,
  bucketC,
  deltaChange,
  draft,
  rowOf,
  settle,
  taskRow,
  uuid,
} from './rows.ts'

/** What may happen to a device, with numbers that pick from what it has then. */
export type Step =
  | { do: 'draft'; count: number }
  | { do: 'settle'; pick: number; status: 'applied' | 'rejected' | 'failed'; bucket: Bucket }
  | { do: 'delta'; bucket: Bucket; skip: number; changed: [number, boolean][]; removed: number[] }
  | { do: 'join'; bucket: Bucket; size: number; of: 'open' | 'closed' | 'both'; done: boolean }
  | { do: 'download'; bucket: Bucket; sizes: number[] }
  | { do: 'page'; bucket: Bucket; count: number; skip: number; told: boolean }
  | { do: 'abandon'; bucket: Bucket }
  | { do: 'forget'; bucket: Bucket }
  | { do: 'discard' | 'retry'; pick: number }
  | { do: 'new-epoch'; pick: number }
  | { do: 'new-client' | 'acknowledged' | 'fold' | 'reload' }

/** Rows of the keys 0 to 39, so that they meet. */
const key = fc.nat(39)
const bucket = fc.constantFrom(bucketA, bucketB, bucketC)
const pick = fc.nat(9)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('draft'), count: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle'),
      pick,
      status: fc.constantFrom('applied', 'rejected', 'failed'),
      bucket,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('delta'),
      bucket,
      skip: fc.constantFrom(0, 0, 0, 0, 1, -1),
      changed: fc.array(fc.tuple(key, fc.boolean()), { maxLength: 4 }),
      removed: fc.array(key, { maxLength: 2 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('join'),
      bucket,
      size: fc.nat(30),
      of: fc.constantFrom('open', 'closed', 'both'),
      done: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('download'),
      bucket,
      sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('page'),
      bucket,
      count: fc.integer({ min: 1, max: 3 }),
      skip: fc.constantFrom(0, 0, 0, 0, 0, 1, -1),
      told: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abandon'), bucket }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget'), bucket }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('discard', 'retry'), pick }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('new-epoch'), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('new-client', 'acknowledged') }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constantFrom('fold', 'reload') }) },
)

export const steps = fc.array(step, { minLength: 15, maxLength: 60 })

/** The server and the person as a device meets them: versions and positions only grow. */
export class World {
  private version = 0
  private epochs = 1
  private clients = 0

  /** What the step asks of a device in this state. */
  async changes(step: Step, meta: Meta, outbox: readonly OutboxEntry[]): Promise<Change[]> {
    switch (step.do) {
      case 'draft':
        return Array.from({ length: step.count }, (_, n) => draft({ n }))
      case 'settle':
        return this.settle(step, meta, outbox)
      case 'delta':
        return [this.delta(step, meta)]
      case 'join':
        return [this.join(step, meta)]
      case 'download':
        return [this.download(step, meta)]
      case 'page':
        return this.pages(step, meta)
      case 'abandon': {
        const { to = 0 } = meta.downloads[step.bucket] ?? {}
        return [{ type: 'abandon', epoch: meta.epoch ?? this.epoch(), bucket: step.bucket, to }]
      }
      case 'forget':
        return [{ type: 'forget', buckets: [step.bucket] }]
      case 'discard':
      case 'retry':
        return this.picked(step.pick, outbox).map(({ id }) => ({ type: step.do, id }))
      case 'new-epoch':
        return [this.newEpoch(step, meta)]
      case 'new-client': {
        const clientId = uuid<ClientId>(0xd0000 + ++this.clients)
        return [{ type: 'new-client', replaces: meta.clientId, clientId, at }]
      }
      case 'acknowledged':
        return [{ type: 'acknowledged', at }]
      case 'fold':
      case 'reload':
        return []
    }
  }

  private settle(
    { pick, status, bucket }: Extract<Step, { do: 'settle' }>,
    meta: Meta,
    outbox: readonly OutboxEntry[],
  ): Change[] {
    const results = this.picked(pick, outbox).map(({ id }): MutationResult => {
      if (status === 'applied')
        return { id, status, at: { [bucket]: (meta.positions[bucket] ?? 0) + (pick % 3) } }
      if (status === 'rejected') return { id, status, code: 'forbidden', message: 'No' }
      return { id, status, supportId: 'x' }
    })
    return [settle(meta.clientId, results, meta.epoch ?? this.epoch())]
  }

  /** Another life that knows less than the device, or more. */
  private newEpoch({ pick }: { pick: number }, { nextMutationId }: Meta): Change {
    const expected = Math.max(1, nextMutationId + 2 - pick)
    const clientId = uuid<ClientId>(0xd0000 + ++this.clients)
    return { type: 'new-epoch', epoch: `epoch-${++this.epochs}` as Epoch, expected, clientId, at }
  }

  private delta(
    { bucket, skip, changed, removed }: Extract<Step, { do: 'delta' }>,
    meta: Meta,
  ): Change {
    const from = Math.max(0, (meta.positions[bucket] ?? 0) + skip)
    const rows = new Map(changed.map(([n, open]) => [n, this.row(n, open)]))
    const gone = removed.filter((n) => !rows.has(n)).map((n) => rowOf(this.row(n, true)))
    const delta = { bucket, from, to: from + 1, rows: [...rows.values()], removed: gone }
    return deltaChange(delta, meta.epoch ?? this.epoch())
  }

  /** Pages of a join go up by key, as the server's do: none comes twice. */
  private join({ bucket, size, of, done }: Extract<Step, { do: 'join' }>, meta: Meta): Change {
    const join = meta.joins[bucket]
    const first = join ? Number(join.after) : 0
    const rows = Array.from({ length: size }, (_, i) =>
      this.row(first + i, of === 'both' ? i % 3 > 0 : of === 'open'),
    )
    const to = join?.to ?? (meta.positions[bucket] ?? 0) + 5
    const after = done ? null : String(first + size)
    return deltaChange({ bucket, from: null, to, rows, after }, meta.epoch ?? this.epoch())
  }

  private download({ bucket, sizes }: Extract<Step, { do: 'download' }>, meta: Meta): Change {
    const to = (meta.positions[bucket] ?? 0) + 5
    const pages = sizes.map((rows, i): SnapshotPage => {
      const part = i < sizes.length / 2 ? 'open' : 'closed'
      return { part, rows, bytes: 1, hash: '0'.repeat(64) }
    })
    return { type: 'download', epoch: meta.epoch ?? this.epoch(), offer: { bucket, to, pages }, at }
  }

  /** The next pages of a download, or some that are not the next. */
  private pages(
    { bucket, count, skip, told }: Extract<Step, { do: 'page' }>,
    meta: Meta,
  ): Promise<Change[]> {
    const { to, pages, page } = meta.downloads[bucket] ?? { to: 5, pages: [], page: 0 }
    const first = Math.max(0, page + skip)
    const epoch = meta.epoch ?? this.epoch()
    const changes = Array.from({ length: count }, async (_, i): Promise<Change> => {
      const index = first + i
      const { rows: size, part } = pages[index] ?? { rows: 1, part: 'open' }
      const rows = Array.from({ length: size }, (_, n) => this.row(index * 12 + n, part === 'open'))
      const bytes = await gzip(encodePage({ rows, removed: [] }))
      return { type: 'page', epoch, bucket, to, index, rows: told ? rows : null, bytes, at }
    })
    return Promise.all(changes)
  }

  private row(n: number, open: boolean) {
    this.version += 2
    return taskRow(n, this.version, { status: open ? 'todo' : 'completed' })
  }

  private picked(pick: number, outbox: readonly OutboxEntry[]): OutboxEntry[] {
    const entry = outbox[pick % Math.max(1, outbox.length)]
    return entry ? [entry] : []
  }

  private epoch(): Epoch {
    return `epoch-${this.epochs}` as Epoch
  }
}
