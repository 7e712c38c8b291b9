import {
  type Conflict,
  type ConflictId,
  type Member,
  memberId,
  type Patch,
  type Project,
  type ProjectId,
  type Row,
  type RowByKind,
  type RowKey,
  type RowKind,
  type Rows,
  rowKey,
  type Task,
  type TaskId,
  type User,
  type UserId,
} from '@holdfast/domain'
import { Base } from './base.ts'

/** The row that a patch makes; undefined where it edits a row that is not there. */
export const patched = (row: Row | undefined, patch: Patch): Row | undefined => {
  // The compiler cannot follow `kind` through a union of patches and rows at once.
  if (patch.op === 'insert')
    return { kind: patch.kind, row: { ...patch.row, version: row?.row.version ?? 0 } } as Row
  return row && ({ kind: row.kind, row: { ...row.row, ...patch.set } } as Row)
}

export const keyOfPatch = (patch: Patch): RowKey =>
  rowKey(patch.kind, patch.op === 'insert' ? patch.row.id : patch.id)

/** What the person sees: the base with their pending mutations on top. */
export class View implements Rows {
  readonly complete = false
  readonly base = new Base()
  /** Rows as pending mutations leave them. */
  readonly over = new Map<RowKey, Row>()

  get(key: RowKey): Row | undefined {
    return this.over.get(key) ?? this.base.get(key)
  }

  *rows(): Iterable<Row> {
    for (const [key, row] of this.base.rows()) yield this.over.get(key) ?? row
    for (const [key, row] of this.over) if (!this.base.get(key)) yield row
  }

  task(id: TaskId): Task | undefined {
    return this.row('task', id)
  }

  project(id: ProjectId): Project | undefined {
    return this.row('project', id)
  }

  member(projectId: ProjectId, userId: UserId): Member | undefined {
    return this.row('member', memberId(projectId, userId))
  }

  conflict(id: ConflictId): Conflict | undefined {
    return this.row('conflict', id)
  }

  user(id: UserId): User | undefined {
    return this.row('user', id)
  }

  /** A device that does not hold every project of the two cannot tell. */
  acquainted(): boolean {
    return true
  }

  assignedIn(projectId: ProjectId, userId: UserId): TaskId[] {
    const ids: TaskId[] = []
    for (const { kind, row } of this.rows())
      if (kind === 'task' && row.projectId === projectId && row.assignedTo === userId)
        ids.push(row.id)
    return ids
  }

  private row<K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined {
    return this.get(rowKey(kind, id))?.row as RowByKind[K] | undefined
  }
}
