import { type Database, readRows } from '@holdfast/db'
import { rowKey, type Task, type TaskId } from '@holdfast/domain'
import type { Mutation } from '@holdfast/sync'
import type { PushingClient } from './sync-world.ts'

/** What tests ask the record itself. */
export class Record {
  private readonly db: Database

  constructor(db: Database) {
    this.db = db
  }

  read<T extends object>(text: string, ...values: unknown[]): Promise<T[]> {
    return this.db.read(async (reader) => (await reader.rows({ text, values })) as T[])
  }

  async task(id: TaskId): Promise<Task | undefined> {
    const [row] = await this.db.read((reader) => readRows(reader, [rowKey('task', id)]))
    return row?.kind === 'task' ? row.row : undefined
  }

  audit(id: string): Promise<{ action: string }[]> {
    return this.read(
      'SELECT action FROM audit.activity_log WHERE entity_id = $1 ORDER BY version',
      id,
    )
  }

  async head(bucket: string): Promise<number> {
    const [row] = await this.read<{ n: number }>('SELECT n FROM sync.buckets WHERE id = $1', bucket)
    return row?.n ?? 0
  }
}

export const create = (client: PushingClient, id: TaskId, title = 'Dig'): Mutation =>
  client.intend('create-task', { id, title })

export const retitle = (client: PushingClient, id: TaskId, title: string): Mutation =>
  client.intend('edit-task', { id, title: { base: 'Dig', value: title } })
