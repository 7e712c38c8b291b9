// What is used of RxDB, which is not among the packages of this workspace.
import type { PlainTask } from '../../src/bench-task.ts'

export interface RxDocument extends PlainTask {
  incrementalPatch(change: Partial<PlainTask>): Promise<unknown>
}

interface RxQuery<T> {
  $: { subscribe(listener: (found: T) => void): void }
  exec(): Promise<T>
}

export interface RxCollection {
  bulkInsert(tasks: PlainTask[]): Promise<unknown>
  find(query: { selector: Partial<PlainTask> }): RxQuery<RxDocument[]>
  findOne(id: string): RxQuery<RxDocument | null>
  count(): RxQuery<number>
}

export interface RxDatabase {
  tasks: RxCollection
  addCollections(collections: { tasks: { schema: unknown } }): Promise<unknown>
  close(): Promise<unknown>
}

export interface RxReplication {
  awaitInitialReplication(): Promise<unknown>
  awaitInSync(): Promise<unknown>
}

export interface RxDbModule {
  createRxDatabase(options: {
    name: string
    storage: unknown
    multiInstance: false
    eventReduce?: boolean
  }): Promise<RxDatabase>
}

export interface MemoryModule {
  getRxStorageMemory(): unknown
}

export interface WebSocketModule {
  startWebsocketServer(options: { database: RxDatabase; port: number; host: string }): unknown
  replicateWithWebsocketServer(options: {
    collection: RxCollection
    url: string
    replicationIdentifier: string
    live: true
    batchSize: number
  }): Promise<RxReplication>
}

const text = { type: 'string' }
const number = { type: 'number' }

export const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 16 },
    project_id: text,
    title: text,
    notes: text,
    status: text,
    priority: number,
    position: number,
    due_at: number,
    created_at: number,
    updated_at: number,
  },
}
