// What is used of Triplit, which is not among the packages of this workspace.
import { createHmac } from 'node:crypto'
import type { PlainTask } from '../../src/bench-task.ts'

interface SchemaTypes {
  Collections(collections: unknown): unknown
  Schema(columns: unknown): unknown
  Id(): unknown
  String(): unknown
  Number(): unknown
}

interface Query {
  Where(column: string, operator: string, value: string): Query
}

export interface TriplitClientOf {
  query(collection: string): Query
  fetch(query: Query, options: { policy: 'local-only' }): Promise<PlainTask[]>
  subscribeBackground(
    query: Query,
    options: { onFulfilled: () => void; onError: (error: unknown) => void },
  ): void
  subscribe(
    query: Query,
    seen: (tasks: PlainTask[]) => void,
    failed: () => void,
    options: { localOnly: true },
  ): void
  update(collection: string, id: string, change: Partial<PlainTask>): Promise<unknown>
  onEntitySyncSuccess(collection: string, id: string, done: () => void): () => void
  disconnect(): void
}

export interface TriplitClientModule {
  Schema: SchemaTypes
  TriplitClient: new (options: {
    serverUrl: string
    token: string
    schema: unknown
    storage: 'memory'
    logLevel: 'error'
    autoConnect: true
  }) => TriplitClientOf
}

export interface TriplitServerModule {
  createTriplitStorageProvider(name: 'lmdb'): Promise<unknown>
  createServer(options: {
    storage: unknown
    jwtSecret: string
    projectId: string
    dbOptions: unknown
    maxPayloadMb: number
  }): Promise<(port: number, ready: () => void) => unknown>
}

export const schemaOf = ({ Schema: S }: TriplitClientModule): unknown =>
  S.Collections({
    tasks: {
      schema: S.Schema({
        id: S.Id(),
        project_id: S.String(),
        title: S.String(),
        notes: S.String(),
        status: S.String(),
        priority: S.Number(),
        position: S.Number(),
        due_at: S.Number(),
        created_at: S.Number(),
        updated_at: S.Number(),
      }),
    },
  })

export const SECRET = 'bench'
export const PROJECT = 'bench'

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = { 'x-triplit-token-type': 'secret', 'x-triplit-project-id': PROJECT }
const head = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`

/** May do everything. */
export const token = `${head}.${createHmac('sha256', SECRET).update(head).digest('base64url')}`
