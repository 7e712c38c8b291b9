import { type RowKey, rowKey } from '@holdfast/domain'
import type { Pending, View } from '@holdfast/sync'
import type { Deed, Issue, WaitingMutation } from './status.ts'

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

/** What was refused or failed, until the person decides. */
export const issuesIn = (view: View, entries: readonly Pending[]): Issue[] =>
  entries.flatMap((pending): Issue[] => {
    const { id, settlement } = pending
    if (id === undefined || !settlement || settlement.status === 'applied') return []
    const reason =
      settlement.status === 'rejected'
        ? { status: settlement.status, code: settlement.code, message: settlement.message }
        : { status: settlement.status, supportId: settlement.supportId }
    return [{ ...deedOf(view, pending), id, reason }]
  })
