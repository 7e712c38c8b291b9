import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { DatabaseOptions } from '@holdfast/db'
import {
  insertMember,
  insertProject,
  insertUser,
  type TestDatabase,
  testDatabase,
} from '@holdfast/db/testing'
import {
  type Bucket,
  type ClientId,
  type IsoDate,
  type MutatorInput,
  type MutatorName,
  type ProjectId,
  type ProjectRole,
  TaskId,
  type UserId,
} from '@holdfast/domain'
import {
  type Mutation,
  type MutationResult,
  PROTOCOL,
  type PushReply,
  type PushRequest,
} from '@holdfast/sync'
import { uuidv7 } from 'uuidv7'
import { type AuthKeys, authKeys } from '../../auth/auth-keys.ts'
import { openSession } from '../../auth/sessions.ts'
import { nothingCached } from '../../cache/cached.ts'
import type { Caller } from '../../context.ts'
import { unlimited } from '../../limits/limits.ts'
import type { Log } from '../../log.ts'
import { acceptPush, type PushServices } from '../push/accept-push.ts'

export const newTaskId = (): TaskId => TaskId.parse(uuidv7())
export const newClientId = (): ClientId => crypto.randomUUID() as ClientId

/** A client that numbers its mutations, as a device does. */
export class PushingClient {
  readonly id = newClientId()
  private next = 1
  private readonly services: PushServices
  readonly caller: Caller

  constructor(services: PushServices, caller: Caller) {
    this.services = services
    this.caller = caller
  }

  intend<N extends MutatorName>(name: N, args: MutatorInput<N>): Mutation {
    const at = '2026-11-22T10:00:00.000Z' as IsoDate
    return { id: this.next++, draftId: uuidv7(), name, version: 1, args, at }
  }

  send(mutations: Mutation[], epoch: string | null = null): Promise<PushReply> {
    const request: PushRequest = { protocol: PROTOCOL, epoch, clientId: this.id, mutations }
    return acceptPush(this.services, this.caller, request)
  }

  /** Sends intents that are to be decided. */
  async push(...mutations: Mutation[]): Promise<MutationResult[]> {
    const reply = await this.send(mutations)
    if (reply.status !== 'done') throw new Error(`the push was answered ${reply.status}`)
    return reply.results
  }

  async do<N extends MutatorName>(name: N, args: MutatorInput<N>): Promise<MutationResult> {
    const [result] = await this.push(this.intend(name, args))
    if (!result) throw new Error('no result')
    return result
  }
}

/** A database of its own, people with sessions, and clients that push. */
export interface SyncWorld extends AsyncDisposable {
  test: TestDatabase
  services: PushServices & { keys: AuthKeys }
  /** What the services take for now; moved by hand. */
  clock: { now: Date }
  poked: Bucket[]
  logged: { level: string; fields: object }[]
  person(name?: string): Promise<Caller>
  project(owner: UserId, ...members: [UserId, ProjectRole][]): Promise<ProjectId>
  client(caller: Caller): PushingClient
}

export const openSyncWorld = async (
  options: Omit<DatabaseOptions, 'url'> = {},
): Promise<SyncWorld> => {
  const test = await testDatabase(options)
  const poked: Bucket[] = []
  const logged: SyncWorld['logged'] = []
  const note = (level: string) => (fields: object) => void logged.push({ level, fields })
  const log: Log = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
  }
  const clock = { now: new Date('2026-11-22T10:00:05.000Z') }
  const keys = authKeys(generateKeyPairSync('ed25519').privateKey, randomBytes(32))
  const services = {
    db: test.database,
    cached: nothingCached,
    pokes: { poke: (buckets: readonly Bucket[]) => void poked.push(...buckets) },
    clock: () => clock.now,
    log,
    limits: unlimited,
    keys,
  }
  return {
    test,
    services,
    clock,
    poked,
    logged,
    person: (name) =>
      test.database.transact(async (tx) => {
        const userId = await insertUser(tx, name)
        const opening = { userId, client: 'tool', ip: null, userAgent: null } as const
        const { id: sessionId } = await openSession(tx, keys, opening, clock.now)
        return { userId, sessionId, tokenId: null, admin: false, scopes: 'all' as const }
      }),
    project: (owner, ...members) =>
      test.database.transact(async (tx) => {
        const id = await insertProject(tx, owner)
        for (const [user, role] of members) await insertMember(tx, id, user, role)
        return id
      }),
    client: (caller) => new PushingClient(services, caller),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}
