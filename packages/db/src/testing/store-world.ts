import {
  type IsoDate,
  initialOrderKey,
  type Patch,
  type ProjectId,
  rowKey,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import type { Transaction } from '../reader.ts'
import { type StoreOptions, type StoreTx, storeTx } from '../store-tx.ts'
import { insertMember, insertProject, insertUser } from './people.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

export const now = '2026-11-22T10:00:05.123Z' as IsoDate

export const newTaskId = (): TaskId => crypto.randomUUID() as TaskId

export const retitle = (id: TaskId, title: string): Patch => ({
  op: 'update',
  kind: 'task',
  id,
  set: { title },
})

/** A database with two people, and stores over its transactions. */
export class StoreWorld implements AsyncDisposable {
  readonly test: TestDatabase
  readonly ann: UserId
  readonly bob: UserId

  private constructor(test: TestDatabase, [ann, bob]: [UserId, UserId]) {
    this.test = test
    this.ann = ann
    this.bob = bob
  }

  static async open(): Promise<StoreWorld> {
    const test = await testDatabase()
    const people = await test.database.transact(
      async (tx): Promise<[UserId, UserId]> => [
        await insertUser(tx, 'Ann'),
        await insertUser(tx, 'Bob'),
      ],
    )
    return new StoreWorld(test, people)
  }

  store<T>(
    work: (store: StoreTx, tx: Transaction) => Promise<T>,
    options?: StoreOptions,
  ): Promise<T> {
    return this.test.database.transact((tx) => work(storeTx(tx, options), tx))
  }

  user(firstName: string): Promise<UserId> {
    return this.test.database.transact((tx) => insertUser(tx, firstName))
  }

  project(owner: UserId, ...editors: UserId[]): Promise<ProjectId> {
    return this.test.database.transact(async (tx) => {
      const id = await insertProject(tx, owner)
      for (const editor of editors) await insertMember(tx, id, editor)
      return id
    })
  }

  taskPatch(id: TaskId, fields: { projectId?: ProjectId; assignedTo?: UserId } = {}) {
    return {
      op: 'insert',
      kind: 'task',
      row: {
        id,
        title: 'Plant “bulbs” 🌷',
        description: null,
        status: 'todo',
        priority: 'high',
        dueDate: now,
        dueAllDay: true,
        createdBy: this.ann,
        assignedTo: fields.assignedTo ?? null,
        projectId: fields.projectId ?? null,
        tags: [],
        orderKey: initialOrderKey(now, id),
        createdAt: now,
        updatedAt: now,
        completedAt: null,
        deletedAt: null,
      },
    } satisfies Patch
  }

  async task(fields: { projectId?: ProjectId; assignedTo?: UserId } = {}): Promise<TaskId> {
    const id = newTaskId()
    await this.insert(id, fields)
    return id
  }

  insert(id: TaskId, fields: { projectId?: ProjectId; assignedTo?: UserId } = {}): Promise<void> {
    return this.store(async (store) => {
      await store.load([{ keys: [rowKey('task', id)] }])
      await store.write([this.taskPatch(id, fields)])
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.test[Symbol.asyncDispose]()
  }
}
