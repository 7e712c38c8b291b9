import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import {
  type Bucket,
  type ClientId,
  isoDate,
  type Project,
  type ProjectId,
  type Row,
  type UserId,
} from '@holdfast/domain'
import {
  type Mutation,
  type MutationResult,
  PROTOCOL,
  type PullRequest,
  type PushRequest,
  type ServerMessage,
} from '@holdfast/sync'
import { type ModelBackup, type ModelOptions, ModelServer, memberRow } from '@holdfast/sync/testing'
import { type Authority, addRun, type Hello, identityOf, type Run } from './authority.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The model server, counting what it runs. */
export class CountingServer extends ModelServer {
  runs = new Map<string, Run>()

  protected override noteRun(mutation: Mutation, result: MutationResult): void {
    if (mutation.name !== 'noop') addRun(this.runs, identityOf(mutation), result)
  }
}

const packPage = (page: string) => {
  const bytes = gzipSync(page)
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') }
}

interface Backup {
  model: ModelBackup
  runs: Map<string, Run>
}

const overTheWire = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T

/** An authority in memory. `Server` may be a faulty one. */
export class ModelAuthority implements Authority {
  readonly server: CountingServer
  private backup: Backup | null = null
  private readonly time: VirtualTime
  private epochs = 1
  private commands = 0

  constructor(
    time: VirtualTime,
    rows: readonly Row[],
    Server: new (options: ModelOptions) => CountingServer = CountingServer,
  ) {
    this.time = time
    this.server = new Server({
      now: () => isoDate(new Date(time.now)),
      pageRows: 5,
      frameRows: 6,
      reach: 40,
      snapshots: { rows: 12, pageRows: 5, commits: 20, pack: packPage },
    })
    this.server.put(...rows)
  }

  get epoch(): string {
    return this.server.epoch
  }

  async push(userId: UserId, request: PushRequest) {
    return overTheWire(this.server.push(userId, request))
  }

  async pull(userId: UserId, request: PullRequest) {
    return overTheWire(this.server.pull(userId, request))
  }

  async snapshotPage(userId: UserId, bucket: Bucket, to: number, index: number) {
    return this.server.snapshotPage(userId, bucket, to, index)
  }

  async listen(userId: UserId, hello: Hello, send: (message: ServerMessage) => void) {
    const stop = this.server.listen(userId, hello, (message) => send(overTheWire(message)))
    return async () => stop()
  }

  async addMember(projectId: ProjectId, userId: UserId): Promise<void> {
    this.server.put(memberRow(projectId, userId))
  }

  async removeMember({ id, ownerId }: Project, userId: UserId): Promise<void> {
    const clientId = `tool-${++this.commands}` as ClientId
    const args = { projectId: id, userId }
    const at = isoDate(new Date(this.time.now))
    const draftId = clientId
    const mutations = [{ id: 1, draftId, name: 'remove-member', version: 1, args, at }]
    await this.push(ownerId, { protocol: PROTOCOL, epoch: null, clientId, mutations })
  }

  async backUp(): Promise<boolean> {
    this.backup = { model: this.server.backUp(), runs: copyOf(this.server.runs) }
    return false
  }

  async restore(): Promise<void> {
    if (!this.backup) return
    const { model, runs } = this.backup
    this.server.restoreFrom(model, `epoch-${++this.epochs}`)
    this.server.runs = runs
    await this.backUp()
  }

  grantedNow(userId: UserId): ReadonlySet<Bucket> {
    return new Set(this.server.record.granted(userId))
  }

  async granted(userId: UserId): Promise<ReadonlySet<Bucket>> {
    return this.grantedNow(userId)
  }

  async visible(userId: UserId): Promise<Row[]> {
    const { record } = this.server
    return overTheWire(record.granted(userId).flatMap((bucket) => record.rowsIn(bucket)))
  }

  async runs(): Promise<ReadonlyMap<string, Run>> {
    return this.server.runs
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.backup = null
  }
}

const copyOf = (runs: Map<string, Run>): Map<string, Run> =>
  new Map([...runs].map(([identity, run]) => [identity, { ...run }]))
