import { type Conflict, type RowKey, rowKey } from '@holdfast/domain'
import type { Pending, View } from '@holdfast/sync'
import type { ConflictIssue, Deed, Issue, Refusal, WaitingMutation } from './status.ts'

const field = (args: unknown, name: string): string | undefined => {
  if (typeof args !== 'object' || args === null) return undefined
  const value = (args as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}

const keyAbout = ({ name, args }: Pending): RowKey | null => {
  const id = field(args, 'id')
  if (id) return rowKey(name.includes('project') ? 'project' : 'task', id)
  const projectId = field(args, 'projectId')
  return projectId ? rowKey('project', projectId) : null
}

const titleOf = (view: View, about: RowKey | null, args: unknown): string => {
  const row = about ? view.get(about) : undefined
  if (row?.kind === 'task') return row.row.title
  if (row?.kind === 'project') return row.row.name
  return field(args, 'title') ?? field(args, 'name') ?? ''
}

const deedOf = (view: View, pending: Pending): Deed => {
  const about = keyAbout(pending)
  const { name, args, at } = pending
  return { name, args, at, about, title: titleOf(view, about, args) }
}

/** What the person did and the server has not acknowledged yet. */
export const waitingIn = (view: View, entries: readonly Pending[]): WaitingMutation[] =>
  entries
    .filter(({ settlement, name }) => !settlement && name !== 'noop')
    .map((pending) => ({
      ...deedOf(view, pending),
      draftId: pending.draftId,
      id: pending.id ?? null,
      stuck: pending.problem !== undefined,
    }))

/** What was refused or failed, and what met another's value, until the person decides. */
export const issuesIn = (
  view: View,
  entries: readonly Pending[],
  conflicts: readonly Conflict[],
): Issue[] => [...refusalsIn(view, entries), ...conflicts.map((one) => conflictIssue(view, one))]

const conflictIssue = (view: View, conflict: Conflict): ConflictIssue => {
  const { id, kind, at, taskId, projectId } = conflict
  const about = taskId ? rowKey('task', taskId) : rowKey('project', projectId ?? '')
  return { id, kind, at, about, title: titleOf(view, about, null), conflict }
}

/** Conflicts may be long, and a version of one is what it was. */
const brief = (issues: readonly Issue[]): string =>
  JSON.stringify(issues, (name, value) => (name === 'conflict' ? value.version : value))

/** Do two lists of issues say the same? */
export const sameIssues = (a: readonly Issue[], b: readonly Issue[]): boolean =>
  brief(a) === brief(b)

const refusalsIn = (view: View, entries: readonly Pending[]): Refusal[] =>
  entries.flatMap((pending): Refusal[] => {
    const { id, settlement } = pending
    if (id === undefined || !settlement || settlement.status === 'applied') return []
    const reason =
      settlement.status === 'rejected'
        ? { status: settlement.status, code: settlement.code, message: settlement.message }
        : { status: settlement.status, supportId: settlement.supportId }
    return [{ ...deedOf(view, pending), kind: settlement.status, id, reason }]
  })
