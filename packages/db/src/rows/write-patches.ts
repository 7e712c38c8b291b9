import type { Member, Patch, ProjectId, User, UserId } from '@holdfast/domain'
import type { Statement } from '../reader.ts'
import { conflicts } from '../schema/sync.ts'
import { projects, tasks } from '../schema/tasks.ts'
import { userPreferences, userProfiles, users } from '../schema/users.ts'
import { insertStatement, updateStatement } from './json-statements.ts'

/** Most rows of one statement, so that none becomes too long to be sent at once. */
const MOST_ROWS = 1000

/**
 * The statements that write patches, in order. Neighbouring inserts of one kind are one statement,
 * and so are neighbouring updates of the same fields of tasks.
 */
export const statementsOf = (patches: readonly Patch[]): Statement[] => {
  const statements: Statement[] = []
  for (let start = 0; start < patches.length; ) {
    const first = patches[start] as Patch
    let end = start + 1
    while (end < patches.length && end - start < MOST_ROWS && continues(first, patches[end]))
      end += 1
    const alike = patches.slice(start, end)
    if (first.op === 'insert') statements.push(inserting(first.kind, alike as Insert[]))
    else statements.push(...updating(first, alike as Update[]))
    start = end
  }
  return statements
}

type Insert = Extract<Patch, { op: 'insert' }>
type Update = Extract<Patch, { op: 'update' }>

const fieldsOf = ({ set }: Update): string => Object.keys(set).sort().join()

const continues = (first: Patch, next: Patch | undefined): boolean => {
  if (next?.kind !== first.kind || next.op !== first.op) return false
  if (first.op === 'insert' || next.op === 'insert') return true
  return first.kind === 'task' && fieldsOf(first) === fieldsOf(next)
}

const inserting = (kind: Patch['kind'], inserts: Insert[]): Statement => {
  const rows = inserts.map(({ row }) => row)
  switch (kind) {
    case 'task':
      return insertStatement(tasks, rows)
    case 'project':
      return insertStatement(projects, rows)
    case 'member':
      return insertingMembers(rows)
    case 'conflict':
      throw new Error('The record itself tells of conflicts, no patch does.')
    case 'user':
      throw new Error('An account has a password: it is made by registration, not by a patch.')
  }
}

const updating = (first: Update, alike: Update[]): Statement[] => {
  const rows = alike.map(({ id, set }) => ({ id, ...set }))
  switch (first.kind) {
    case 'task':
      return [updateStatement(tasks, 'id', rows)]
    case 'project':
      return [updateStatement(projects, 'id', rows)]
    case 'member':
      return [updatingMember(first.id, first.set)]
    case 'conflict':
      return [updateStatement(conflicts, 'id', rows)]
    case 'user':
      return updatingUser(first.id, first.set)
  }
}

const insertingMembers = (rows: readonly object[]): Statement => ({
  name: 'insert-members',
  text: `INSERT INTO tasks.project_members (project_id, user_id, role, left_at)
         SELECT "projectId", "userId", role, CASE WHEN "left" THEN CURRENT_TIMESTAMP END
         FROM jsonb_to_recordset($1)
           AS row ("projectId" uuid, "userId" uuid, role text, "left" boolean)`,
  values: [JSON.stringify(rows)],
})

// A member's name and picture are the profile's.
const updatingMember = (id: Member['id'], { role, left }: Partial<Member>): Statement => {
  const [projectId, userId] = id.split(':') as [ProjectId, UserId]
  return {
    name: 'update-member',
    text: `UPDATE tasks.project_members SET
             role = COALESCE($3, role),
             left_at = CASE $4::boolean WHEN true THEN CURRENT_TIMESTAMP WHEN false THEN NULL ELSE left_at END,
             joined_at = CASE $4::boolean WHEN false THEN CURRENT_TIMESTAMP ELSE joined_at END
           WHERE project_id = $1 AND user_id = $2`,
    values: [projectId, userId, role ?? null, left ?? null],
  }
}

const updatingUser = (
  id: UserId,
  { profile, preferences, ...account }: Partial<Omit<User, 'id' | 'version'>>,
): Statement[] => {
  const statements: Statement[] = []
  const touched = account.updatedAt && { updatedAt: account.updatedAt }
  if (Object.keys(account).length > 0)
    statements.push(updateStatement(users, 'id', [{ id, ...account }]))
  if (profile) {
    const { avatar: avatarUrl, ...others } = profile
    const row = { userId: id, ...others, avatarUrl, ...touched }
    statements.push(updateStatement(userProfiles, 'userId', [row]))
  }
  if (preferences)
    statements.push(
      updateStatement(userPreferences, 'userId', [{ userId: id, ...preferences, ...touched }]),
    )
  return statements
}
