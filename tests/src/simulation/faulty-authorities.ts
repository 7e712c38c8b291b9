import type { Bucket, ClientId, UserId } from '@holdfast/domain'
import type {
  Mutation,
  MutationResult,
  PullReply,
  PullRequest,
  PushReply,
  PushRequest,
  ServerMessage,
} from '@holdfast/sync'
import type { ModelOptions } from '@holdfast/sync/testing'
import { CountingServer, ModelAuthority } from './model-authority.ts'
import type { Seams } from './simulation.ts'

const authorityOf = (Server: new (options: ModelOptions) => CountingServer): Seams => ({
  openAuthority: (time, rows) => new ModelAuthority(time, rows, Server),
})

/** What comes again is run again. */
class Forgetful extends CountingServer {
  override push(userId: UserId, request: PushRequest): PushReply {
    const known = this.clients.get(request.clientId)?.results
    const again = request.mutations.filter(({ id }) => known?.has(id))
    const reply = super.push(userId, request)
    if (reply.status === 'done')
      for (const mutation of again) this.noteRun(mutation, this.run(userId, mutation))
    return reply
  }
}

/** Every seventh result is kept, and its rows are not. */
class ResultsFirst extends CountingServer {
  private nth = 0

  protected override run(actor: UserId, mutation: Mutation): MutationResult {
    if (++this.nth % 7 > 0) return super.run(actor, mutation)
    return { id: mutation.id, status: 'applied', at: {} }
  }
}

/** Whoever has once listened to a bucket goes on to hear of it. */
class Leaking extends CountingServer {
  private readonly heard = new Map<Bucket, Set<(message: ServerMessage) => void>>()

  protected override publish(touched: Parameters<CountingServer['publish']>[0]): void {
    for (const bucket of touched.keys())
      for (const { userId, send } of this.readers) {
        const own = this.heard.get(bucket) ?? new Set()
        if (this.record.granted(userId).includes(bucket)) own.add(send)
        else if (own.has(send))
          send({ type: 'pull', epoch: this.epoch, bucket, to: this.record.position(bucket) })
        this.heard.set(bucket, own)
      }
    super.publish(touched)
  }
}

/** It does not say that a bucket is no longer granted. */
class RemovalIgnored extends CountingServer {
  override pull(userId: UserId, request: PullRequest): PullReply {
    const reply = super.pull(userId, request)
    return reply.status === 'done' ? { ...reply, forget: [] } : reply
  }
}

/** The page of a join that is not the last is said to be. */
class JoinCutShort extends CountingServer {
  override pull(userId: UserId, request: PullRequest): PullReply {
    const reply = super.pull(userId, request)
    if (reply.status !== 'done') return reply
    const deltas = reply.deltas.map((delta) => ({ ...delta, after: null }))
    return { ...reply, deltas, more: false }
  }
}

/** A store that was set back and writes on is given the answers of what it once was. */
class ClashUnnoticed extends CountingServer {
  override push(userId: UserId, request: PushRequest): PushReply {
    const known = this.clients.get(request.clientId as ClientId)?.results
    const reply = super.push(userId, request)
    if (reply.status !== 'done' || !known) return reply
    const results = request.mutations.flatMap(({ id }) => known.get(id)?.result ?? [])
    return { ...reply, results: results as MutationResult[] }
  }
}

/** What comes again under another id is run again. */
class DraftsForgotten extends CountingServer {
  protected override appliedFor(): Map<string, MutationResult> {
    return new Map()
  }
}

/** Servers with one deliberate fault each. */
export const faultyAuthorities: Record<string, () => Seams> = {
  'a push is applied twice': () => authorityOf(Forgetful),
  'an acknowledged write is lost: results are stored before rows': () => authorityOf(ResultsFirst),
  'a removed member is still told': () => authorityOf(Leaking),
  'a removal from a project is ignored': () => authorityOf(RemovalIgnored),
  'a join ends before its last page': () => authorityOf(JoinCutShort),
  'an id used before is not noticed': () => authorityOf(ClashUnnoticed),
  'what is sent under another id is run again': () => authorityOf(DraftsForgotten),
}
