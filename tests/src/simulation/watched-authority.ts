import {
  type Bucket,
  bucketsOf,
  keyOf,
  type Project,
  type ProjectId,
  type Row,
  type UserId,
} from '@holdfast/domain'
import type { PullReply, PullRequest, PushReply, PushRequest, ServerMessage } from '@holdfast/sync'
import type { Authority, Hello, Run } from './authority.ts'
import type { Ledger } from './ledger.ts'
import { Violation } from './violation.ts'

interface Said {
  userId: UserId
  bucket: Bucket
  rows: readonly Row[]
  /** When it was said; else what holds at the end of the call counts. */
  granted: ReadonlySet<Bucket> | undefined
}

/** An authority whose every word is checked: to whom it says what, and how often it runs a thing. */
export class WatchedAuthority implements Authority {
  private readonly inner: Authority
  private readonly ledger: Ledger
  private said: Said[] = []

  constructor(inner: Authority, ledger: Ledger) {
    this.inner = inner
    this.ledger = ledger
  }

  get epoch(): string {
    return this.inner.epoch
  }

  async push(userId: UserId, request: PushRequest): Promise<PushReply> {
    const reply = await this.inner.push(userId, request)
    this.ledger.decided(request.mutations, reply)
    await this.inspect()
    this.ledger.requireOnce(await this.inner.runs())
    return reply
  }

  async pull(userId: UserId, request: PullRequest): Promise<PullReply> {
    const reply = await this.inner.pull(userId, request)
    if (reply.status === 'done')
      for (const { bucket, rows } of reply.deltas)
        this.said.push({ userId, bucket, rows, granted: undefined })
    await this.inspect()
    return reply
  }

  async snapshotPage(userId: UserId, bucket: Bucket, to: number, index: number) {
    const page = await this.inner.snapshotPage(userId, bucket, to, index)
    if (page) this.said.push({ userId, bucket, rows: [], granted: undefined })
    await this.inspect()
    return page
  }

  async listen(userId: UserId, hello: Hello, send: (message: ServerMessage) => void) {
    const stop = await this.inner.listen(userId, hello, (message) => {
      if (message.type === 'frame' || message.type === 'pull') {
        const { bucket } = message
        const rows = message.type === 'frame' ? message.rows : []
        this.said.push({ userId, bucket, rows, granted: this.inner.grantedNow?.(userId) })
      }
      send(message)
    })
    await this.inspect()
    return async () => {
      await stop()
      await this.inspect()
    }
  }

  async addMember(projectId: ProjectId, userId: UserId): Promise<void> {
    await this.inner.addMember(projectId, userId)
    await this.inspect()
  }

  async removeMember(project: Project, userId: UserId): Promise<void> {
    await this.inner.removeMember(project, userId)
    await this.inspect()
  }

  backUp(): Promise<boolean> {
    return this.inner.backUp()
  }

  restore(): Promise<void> {
    return this.inner.restore()
  }

  granted(userId: UserId): Promise<ReadonlySet<Bucket>> {
    return this.inner.granted(userId)
  }

  visible(userId: UserId): Promise<Row[]> {
    return this.inner.visible(userId)
  }

  runs(): Promise<ReadonlyMap<string, Run>> {
    return this.inner.runs()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.inner[Symbol.asyncDispose]()
  }

  /** Each call of the record is over before the next: what was said is measured by what holds now. */
  private async inspect(): Promise<void> {
    const now = new Map<UserId, ReadonlySet<Bucket>>()
    for (const { userId, bucket, rows, granted } of this.said.splice(0)) {
      const own = granted ?? now.get(userId) ?? (await this.inner.granted(userId))
      if (!granted) now.set(userId, own)
      if (!own.has(bucket)) throw new Violation('leak', `${userId} was told of ${bucket}`)
      for (const row of rows)
        if (!bucketsOf(row).includes(bucket))
          throw new Violation('leak', `${keyOf(row)} does not lie in ${bucket}`)
    }
  }
}
