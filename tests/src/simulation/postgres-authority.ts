import {
  acceptPush,
  answerPull,
  digestOf,
  FanOut,
  type FrameReader,
  nothingCached,
  unlimited,
} from '@holdfast/api/sync'
import { type Database, grantedBuckets, openDatabase, type Reader, readRows } from '@holdfast/db'
import { createDatabase, dropDatabase } from '@holdfast/db/testing'
import {
  type Bucket,
  type ClientId,
  isoDate,
  type Project,
  type ProjectId,
  projectBucket,
  type Row,
  type RowKey,
  type SessionId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import {
  PROTOCOL,
  type PullReply,
  PullRequest,
  type PushReply,
  PushRequest,
  type ServerMessage,
} from '@holdfast/sync'
import { type Authority, type Hello, identityOf, type Run } from './authority.ts'
import { EpochNames } from './epoch-names.ts'
import { seedRecord, sessionOf } from './postgres-rows.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Where databases are made: the cluster, and a migrated database to clone. */
export interface Cluster {
  url: string
  template: string
}

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: console.warn,
  error: console.error,
}
const PAGE = { rows: 8, bytes: 1024 * 1024 }
/** So late that it never comes, in ms. */
const NEVER = 2 ** 31 - 1

let databases = 0

/**
 * PostgreSQL with the shipped code of the server in front of it, in this process. A call is over when
 * its fan-out is. Going back to a backup means another database, cloned from the backup.
 */
export class PostgresAuthority implements Authority {
  private readonly cluster: Cluster
  private readonly time: VirtualTime
  private readonly epochs = new EpochNames()
  /** By digest, what was sent. */
  private readonly sent = new Map<string, Set<string>>()
  private db: Database
  private name: string
  private fanOut: FanOut
  private backup: string | null = null
  private restores = 0
  private commands = 0
  private reading = 0
  private listeners = new Set<(buckets: ReadonlySet<Bucket>) => void>()

  private constructor(cluster: Cluster, time: VirtualTime, name: string, db: Database) {
    this.cluster = cluster
    this.time = time
    this.name = name
    this.db = db
    this.fanOut = this.openFanOut()
  }

  static async open(
    cluster: Cluster,
    time: VirtualTime,
    rows: readonly Row[],
  ): Promise<PostgresAuthority> {
    const { name, db } = await cloneOf(cluster, cluster.template)
    await seedRecord(db, rows)
    return new PostgresAuthority(cluster, time, name, db)
  }

  get epoch(): string {
    return this.epochs.nameOf(this.db.epoch)
  }

  async push(userId: UserId, request: PushRequest): Promise<PushReply> {
    const parsed = PushRequest.parse(this.epochs.inbound(request))
    for (const mutation of parsed.mutations) {
      if (mutation.name === 'noop') continue
      const digest = digestOf(mutation)
      this.sent.set(digest, (this.sent.get(digest) ?? new Set()).add(identityOf(mutation)))
    }
    const caller = { userId, sessionId: sessionOf(userId) as SessionId }
    const poke = (buckets: readonly Bucket[]) => this.poke(buckets)
    const clock = () => new Date(this.time.now)
    const ports = { cached: nothingCached, pokes: { poke }, limits: unlimited, log: silent }
    const services = { db: this.db, clock, ...ports }
    const reply = await acceptPush(services, caller, parsed)
    await this.atRest()
    return this.epochs.outbound(reply)
  }

  async pull(userId: UserId, request: PullRequest): Promise<PullReply> {
    const parsed = PullRequest.parse(this.epochs.inbound(request))
    return this.epochs.outbound(await answerPull({ db: this.db }, userId, parsed, PAGE))
  }

  /** Buckets here are too small for snapshots. */
  async snapshotPage(): Promise<undefined> {
    return undefined
  }

  async listen(userId: UserId, hello: Hello, send: (message: ServerMessage) => void) {
    const say = (message: ServerMessage) => send(this.epochs.outbound(message))
    const reader: FrameReader = { userId, send: (bytes) => say(JSON.parse(bytes.toString())) }
    const { fanOut } = this
    const { epoch } = this.db
    await fanOut.join(reader, this.epochs.inbound(hello), (behind) =>
      say({ type: 'ready', epoch, behind }),
    )
    await this.atRest()
    return async () => fanOut.leave(reader)
  }

  async addMember(projectId: ProjectId, userId: UserId): Promise<void> {
    const text = `INSERT INTO tasks.project_members (project_id, user_id, role) VALUES ($1, $2, 'editor')
                  ON CONFLICT (project_id, user_id) DO UPDATE SET left_at = NULL`
    await this.db.transact((tx) => tx.rows({ text, values: [projectId, userId] }))
    this.poke([projectBucket(projectId), userBucket(userId)])
    await this.atRest()
  }

  async removeMember({ id, ownerId }: Project, userId: UserId): Promise<void> {
    const clientId =
      `00000000-0000-4000-9000-${(++this.commands).toString(16).padStart(12, '0')}` as ClientId
    const args = { projectId: id, userId }
    const at = isoDate(new Date(this.time.now))
    const draftId = clientId
    const mutations = [{ id: 1, draftId, name: 'remove-member', version: 1, args, at }]
    await this.push(ownerId, { protocol: PROTOCOL, epoch: null, clientId, mutations })
  }

  async backUp(): Promise<boolean> {
    await this.close()
    if (this.backup) await dropDatabase(this.cluster.url, this.backup)
    this.backup = freshName()
    const url = await createDatabase(this.cluster.url, this.backup, this.name)
    await this.reopen(url.replace(this.backup, this.name))
    return true
  }

  async restore(): Promise<void> {
    if (!this.backup) return
    await this.close()
    await dropDatabase(this.cluster.url, this.name)
    this.name = freshName()
    const url = await createDatabase(this.cluster.url, this.name, this.backup)
    const text = 'UPDATE sync.epoch SET restores = $1'
    const db = await openDatabase({ url, max: 1 })
    await db.transact((tx) => tx.rows({ text, values: [++this.restores] }))
    await db.close()
    await this.reopen(url)
  }

  async granted(userId: UserId): Promise<ReadonlySet<Bucket>> {
    return new Set(await this.db.read((reader) => grantedBuckets(reader, userId)))
  }

  visible(userId: UserId): Promise<Row[]> {
    return this.db.readSnapshot(async (reader) => {
      const buckets = await grantedBuckets(reader, userId)
      return readRows(reader, await keysIn(reader, buckets))
    })
  }

  async runs(): Promise<ReadonlyMap<string, Run>> {
    const rows = await this.db.read((reader) =>
      reader.rows<{ digest: string; applied: number; refused: number }>({
        name: 'runs',
        text: `SELECT digest, count(draft_id)::int AS applied,
                      count(*) FILTER (WHERE result->>'status' = 'rejected')::int AS refused
               FROM sync.mutations GROUP BY digest`,
      }),
    )
    const runs = new Map<string, Run>()
    for (const { digest, applied, refused } of rows) {
      // Two who did the very same are not told apart.
      const identities = [...(this.sent.get(digest) ?? [])]
      for (const identity of identities)
        runs.set(identity, { applied: Math.ceil(applied / identities.length), refused })
    }
    return runs
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    for (const name of [this.name, this.backup])
      if (name) await dropDatabase(this.cluster.url, name)
  }

  private poke(buckets: readonly Bucket[]): void {
    for (const listener of this.listeners) listener(new Set(buckets))
  }

  private openFanOut(): FanOut {
    const { db } = this
    const counted: Database['readSnapshot'] = async (work) => {
      this.reading++
      try {
        return await db.readSnapshot(work)
      } finally {
        this.reading--
      }
    }
    return new FanOut({
      db: Object.create(db, { readSnapshot: { value: counted } }),
      log: silent,
      pollEvery: NEVER,
      onNewEpoch: () => undefined,
      pokes: {
        onPoke: (listener) => {
          this.listeners.add(listener)
          return () => this.listeners.delete(listener)
        },
      },
    })
  }

  /** Everything that the fan-out reads has been read and sent. */
  private async atRest(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve))
    while (this.reading > 0)
  }

  private async close(): Promise<void> {
    await this.fanOut[Symbol.asyncDispose]()
    await this.db.close()
  }

  private async reopen(url: string): Promise<void> {
    this.db = await openDatabase({ url, max: 2 })
    this.fanOut = this.openFanOut()
  }
}

const freshName = (): string => `simulation_${process.pid}_${++databases}`

const cloneOf = async ({ url, template }: Cluster, of: string) => {
  const name = freshName()
  const db = await openDatabase({ url: await createDatabase(url, name, of ?? template), max: 2 })
  return { name, db }
}

const keysIn = async (reader: Reader, buckets: readonly Bucket[]): Promise<RowKey[]> => {
  const rows = await reader.rows<{ key: RowKey }>({
    name: 'keys-in-buckets',
    text: `SELECT 'task:' || t.id AS key FROM tasks.tasks t WHERE sync.buckets_of_task(t) && $1
           UNION ALL
           SELECT 'project:' || p.id FROM tasks.projects p WHERE sync.buckets_of_project(p) && $1
           UNION ALL
           SELECT 'member:' || sync.member_id(m) FROM tasks.project_members m
           WHERE sync.buckets_of_member(m) && $1
           UNION ALL
           SELECT 'conflict:' || c.id FROM sync.conflicts c WHERE sync.buckets_of_conflict(c) && $1
           UNION ALL
           SELECT 'user:' || u.id FROM users.users u WHERE sync.buckets_of_user(u) && $1`,
    values: [buckets],
  })
  return rows.map(({ key }) => key)
}
