import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { keepSnapshots } from '@holdfast/api'
import { type Bucket, bucketsOf, keyOf, type Row } from '@holdfast/domain'
import { diskBlobs } from '@holdfast/infra/blobs/disk'
import { createPageReader } from '@holdfast/sync'
import { expect } from 'vitest'
import type { Asker } from './random-people.ts'
import { sightOf } from './rule-of-sight.ts'
import type { SecurityWorld } from './security-world.ts'

interface Kept extends Record<string, unknown> {
  bucket: Bucket
  n: number
  pages: number
}

const NEVER = 2 ** 31 - 1

/** Snapshots of every bucket that has a task, however small. */
export class SnapshotsOfSight implements AsyncDisposable {
  readonly #world: SecurityWorld
  readonly #keeper: ReturnType<typeof keepSnapshots>

  constructor(world: SecurityWorld) {
    this.#world = world
    const { config, server, databaseUrl } = world.served
    this.#keeper = keepSnapshots({
      services: server.services,
      url: databaseUrl,
      blobs: diskBlobs(join(config.dataFolder, 'blobs')),
      pokes: { onPoke: () => () => undefined },
      limits: { leastRows: 1, leastChanges: 1 },
      lookEvery: NEVER,
    })
  }

  /** Has them built of these rows, and reads that all of a bucket is in its own and nothing else. */
  async build(rows: readonly Row[], askers: readonly Asker[]): Promise<void> {
    const keys = new Set<string>(rows.map(keyOf))
    const tasks = rows.filter(({ kind }) => kind === 'task')
    for (const bucket of new Set(tasks.flatMap(bucketsOf))) {
      const reader = askers.find(({ id }) => sightOf(rows, id).buckets.includes(bucket))
      const expected = rows.filter((row) => bucketsOf(row).includes(bucket)).map(keyOf)
      // The server's own keeper may be at it: of several one works.
      await expect
        .poll(async () => {
          await this.#keeper.look(new Set([bucket]))
          if (!reader) return (await this.#kept()).some((one) => one.bucket === bucket)
          return (await this.#read(reader, bucket)).filter((key) => keys.has(key))
        })
        .toEqual(reader ? expected.sort() : true)
    }
  }

  /** Are pages, newer and older, answered to whoever has their bucket now, and to nobody else? */
  async check(who: Asker, rows: readonly Row[]): Promise<void> {
    const { buckets } = sightOf(rows, who.id)
    await this.#expect(who, (bucket) => (buckets.includes(bucket) ? 200 : 404))
  }

  /** Are they answered to nobody who is barred, their own neither? */
  checkBarred(who: Asker): Promise<void> {
    return this.#expect(who, () => 401)
  }

  async #expect(who: Asker, statusOf: (bucket: Bucket) => number): Promise<void> {
    const kept = await this.#kept()
    expect(kept).not.toEqual([])
    for (const { bucket, n } of kept) {
      const answer = await this.#page(who, `${bucket}/${n}/0`)
      await answer.body?.cancel()
      expect({ bucket, status: answer.status }).toEqual({ bucket, status: statusOf(bucket) })
    }
  }

  async #read(who: Asker, bucket: Bucket): Promise<string[]> {
    const newest = (await this.#kept()).find((one) => one.bucket === bucket)
    if (!newest) return []
    const read = createPageReader()
    const keys: string[] = []
    for (let index = 0; index < newest.pages; index++) {
      const answer = await this.#page(who, `${bucket}/${newest.n}/${index}`)
      expect(answer.status).toBe(200)
      const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()
      keys.push(...read(text).rows.map(keyOf))
    }
    return keys.sort()
  }

  #page({ token }: Asker, path: string): Promise<Response> {
    const headers = { authorization: `Bearer ${token}` }
    return fetch(`${this.#world.served.url}/snapshots/${path}`, { headers })
  }

  /** The newest first. */
  #kept(): Promise<Kept[]> {
    return this.#world.served.server.services.db.read((reader) =>
      reader.rows<Kept>({
        text: `SELECT bucket, n, jsonb_array_length(pages) AS pages FROM sync.snapshots
               ORDER BY bucket, n DESC`,
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keeper[Symbol.asyncDispose]()
  }
}
