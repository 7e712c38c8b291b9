import type { StoreTx } from '@holdfast/db'
import {
  AppError,
  activityOf,
  type MutationContext,
  memberId,
  type Patch,
  type ProjectId,
  requireOnProject,
  rowKey,
  type UserId,
} from '@holdfast/domain'
import type { Person } from './people.ts'

/**
 * Brings those into the project, as editors, whom imported work is assigned to.
 * @param people whom the importer may bring in
 * @returns who joined
 * @throws AppError `not-acquainted` for anyone else, `forbidden` when others than owners bring people in
 */
export const joinAssignees = async (
  store: StoreTx,
  projectId: ProjectId,
  assignees: ReadonlySet<UserId>,
  people: readonly Person[],
  context: MutationContext,
): Promise<Person[]> => {
  const known = new Map(people.map((person) => [person.userId, person]))
  const joining = [...assignees].flatMap((userId) => {
    const person = known.get(userId)
    if (!person)
      throw new AppError(
        'not-acquainted',
        'You can match members only with people you share a project with.',
      )
    return person.inProject ? [] : [person]
  })
  if (joining.length === 0) return []
  const rows = await store.load([
    {
      keys: joining.map(({ userId }) => rowKey('member', memberId(projectId, userId))),
      looksAt: [rowKey('project', projectId), rowKey('member', memberId(projectId, context.actor))],
    },
  ])
  requireOnProject(rows, projectId, context.actor, 'manageMembers')
  await store.write(
    joining.map(({ userId, displayName }): Patch => {
      const id = memberId(projectId, userId)
      const place = { role: 'editor', left: false } as const
      if (rows.member(projectId, userId)) return { op: 'update', kind: 'member', id, set: place }
      const row = { id, projectId, userId, displayName, avatar: null, ...place }
      return { op: 'insert', kind: 'member', row }
    }),
  )
  const joined = joining.map(({ userId }) =>
    activityOf('project', projectId, 'member-added', {}, { userId, role: 'editor' }),
  )
  await store.audit(context.actor, joined, context.now)
  return joining
}
