import type { TaskId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { keyOf, type Patch, type Row, type RowKey, type Rows, rowKey } from '../rows.ts'

/** Rows kept in memory that answer as the record does, or as a device (`complete` false). */
export const rowsOf = (rows: readonly Row[], complete = true): Rows => {
  const byKey = new Map<RowKey, Row>(rows.map((row) => [keyOf(row), row]))
  const present = (projectId: string, userId: string): boolean => {
    const found = byKey.get(`member:${projectId}:${userId}`)
    return found?.kind === 'member' && !found.row.left
  }
  return {
    complete,
    task: (id) => taskOf(byKey.get(rowKey('task', id))),
    project(id) {
      const found = byKey.get(rowKey('project', id))
      return found?.kind === 'project' ? found.row : undefined
    },
    member(projectId, userId) {
      const found = byKey.get(rowKey('member', memberId(projectId, userId)))
      return found?.kind === 'member' ? found.row : undefined
    },
    user(id) {
      const found = byKey.get(rowKey('user', id))
      return found?.kind === 'user' ? found.row : undefined
    },
    conflict(id) {
      const found = byKey.get(rowKey('conflict', id))
      return found?.kind === 'conflict' ? found.row : undefined
    },
    acquainted: (one, other) =>
      one === other ||
      rows.some(
        ({ kind, row }) => kind === 'project' && present(row.id, one) && present(row.id, other),
      ),
    assignedIn: (projectId, userId) =>
      rows.flatMap((row): TaskId[] => {
        const task = taskOf(row)
        return task?.projectId === projectId && task.assignedTo === userId ? [task.id] : []
      }),
  }
}

const taskOf = (row: Row | undefined) => (row?.kind === 'task' ? row.row : undefined)

/** The rows after a mutator's patches, each touched one at the next version. */
export const patched = (rows: readonly Row[], patches: readonly Patch[]): Row[] => {
  const byKey = new Map<RowKey, Row>(rows.map((row) => [keyOf(row), row]))
  for (const patch of patches) {
    const id = patch.op === 'insert' ? patch.row.id : patch.id
    const before = byKey.get(rowKey(patch.kind, id))
    if ((before === undefined) !== (patch.op === 'insert'))
      throw new Error(`${patch.op} of ${patch.kind} ${id} does not fit what is there`)
    const fields = patch.op === 'insert' ? patch.row : patch.set
    const version = (before?.row.version ?? 0) + 1
    const after = { kind: patch.kind, row: { ...before?.row, ...fields, version } } as Row
    byKey.set(keyOf(after), after)
  }
  return [...byKey.values()]
}
