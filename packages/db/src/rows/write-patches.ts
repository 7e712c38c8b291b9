import type {
  Conflict,
  Member,
  Patch,
  Project,
  ProjectId,
  Row,
  RowByKind,
  Task,
  User,
  UserId,
} from '@holdfast/domain'
import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Transaction } from '../reader.ts'
import { conflicts } from '../schema/sync.ts'
import { projectMembers, projects, tasks } from '../schema/tasks.ts'
import { userPreferences, userProfiles, users } from '../schema/users.ts'

/**
 * Another transaction inserted a row of this id in the meantime. The same transaction, tried again,
 * sees it: so it counts as a serialization failure.
 */
export class RowAppeared extends Error {
  readonly code = '40001'

  constructor(kind: Row['kind'], id: string) {
    super(`${kind} ${id} was inserted by another transaction`)
    this.name = 'RowAppeared'
  }
}

/** Most rows of one statement: PostgreSQL takes 65,535 parameters. */
const MOST_ROWS = 1000

/**
 * Writes patches in order. Neighbouring inserts of one kind are one statement, and so are
 * neighbouring updates of the same fields of tasks.
 * @throws RowAppeared when another transaction inserted a row of the same id first
 */
export const writePatches = async (tx: Transaction, patches: readonly Patch[]): Promise<void> => {
  for (let start = 0; start < patches.length; ) {
    const first = patches[start] as Patch
    let end = start + 1
    while (end < patches.length && end - start < MOST_ROWS && continues(first, patches[end]))
      end += 1
    const alike = patches.slice(start, end)
    if (first.op === 'insert') await insert(tx, first.kind, alike as Insert[])
    else if (alike.length > 1) await updateTasks(tx, alike as TaskUpdate[])
    else await update(tx, first)
    start = end
  }
}

type Insert = Extract<Patch, { op: 'insert' }>
type Update = Extract<Patch, { op: 'update' }>
type TaskUpdate = Extract<Update, { kind: 'task' }>
type Inserted<K extends Patch['kind']> = Omit<RowByKind[K], 'version'>

const fieldsOf = ({ set }: Update): string[] => Object.keys(set).sort()

const continues = (first: Patch, next: Patch | undefined): boolean => {
  if (next?.kind !== first.kind || next.op !== first.op) return false
  if (first.op === 'insert' || next.op === 'insert') return true
  return first.kind === 'task' && fieldsOf(first).join() === fieldsOf(next).join()
}

const columnOf = Object.fromEntries(
  Object.entries(getTableColumns(tasks)).map(([field, { name }]) => [field, name]),
)
const toColumns = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [columnOf[field], value]))

const columnsOfTask = Object.values(columnOf)
  .filter((name) => name !== 'version')
  .join(', ')
const insertTasks = `INSERT INTO tasks.tasks (${columnsOfTask})
  SELECT ${columnsOfTask} FROM jsonb_populate_recordset(NULL::tasks.tasks, $1)
  ON CONFLICT DO NOTHING RETURNING id`

/** Updates the same fields of several tasks, each to its own values. */
const updateTasks = async (tx: Transaction, updates: TaskUpdate[]): Promise<void> => {
  const columns = fieldsOf(updates[0] as TaskUpdate).map((field) => columnOf[field])
  await tx.rows({
    text: `UPDATE tasks.tasks row SET ${columns.map((name) => `${name} = new.${name}`).join(', ')}
           FROM jsonb_populate_recordset(NULL::tasks.tasks, $1) AS new WHERE row.id = new.id`,
    values: [JSON.stringify(updates.map(({ id, set }) => ({ id, ...toColumns(set) })))],
  })
}

const insert = async (tx: Transaction, kind: Patch['kind'], inserts: Insert[]): Promise<void> => {
  const rows = inserts.map(({ row }) => row)
  const inserted = new Set(await insertRows(tx, kind, rows))
  const lost = rows.find(({ id }) => !inserted.has(id))
  if (lost) throw new RowAppeared(kind, lost.id)
}

const insertRows = async (
  tx: Transaction,
  kind: Patch['kind'],
  rows: Insert['row'][],
): Promise<string[]> => {
  switch (kind) {
    case 'task': {
      const made = await tx.rows<{ id: string }>({
        name: 'insert-tasks',
        text: insertTasks,
        values: [JSON.stringify((rows as Inserted<'task'>[]).map(toColumns))],
      })
      return made.map(({ id }) => id)
    }
    case 'project': {
      const insertion = tx.db.insert(projects).values(rows as Inserted<'project'>[])
      const made = await insertion.onConflictDoNothing().returning({ id: projects.id })
      return made.map(({ id }) => id)
    }
    case 'member': {
      const members = (rows as Inserted<'member'>[]).map(({ projectId, userId, role, left }) => {
        return { projectId, userId, role, ...(left && { leftAt: sql`CURRENT_TIMESTAMP` }) }
      })
      const insertion = tx.db.insert(projectMembers).values(members)
      const made = await insertion
        .onConflictDoNothing()
        .returning({ projectId: projectMembers.projectId, userId: projectMembers.userId })
      return made.map(({ projectId, userId }) => `${projectId}:${userId}`)
    }
    case 'conflict':
      throw new Error('The record itself tells of conflicts, no patch does.')
    case 'user':
      throw new Error('An account has a password: it is made by registration, not by a patch.')
  }
}

const update = async (tx: Transaction, patch: Update): Promise<void> => {
  switch (patch.kind) {
    case 'task':
      await tx.db
        .update(tasks)
        .set(patch.set satisfies Partial<Task>)
        .where(eq(tasks.id, patch.id))
      return
    case 'project':
      await tx.db
        .update(projects)
        .set(patch.set satisfies Partial<Project>)
        .where(eq(projects.id, patch.id))
      return
    case 'member':
      return updateMember(tx, patch.id, patch.set)
    case 'conflict':
      await tx.db
        .update(conflicts)
        .set(patch.set satisfies Partial<Conflict>)
        .where(eq(conflicts.id, patch.id))
      return
    case 'user':
      return updateUser(tx, patch.id, patch.set)
  }
}

// A member's name and picture are the profile's.
const updateMember = async (
  tx: Transaction,
  id: Member['id'],
  { role, left }: Partial<Member>,
): Promise<void> => {
  const [projectId, userId] = id.split(':') as [ProjectId, UserId]
  await tx.db
    .update(projectMembers)
    .set({
      ...(role !== undefined && { role }),
      ...(left === true && { leftAt: sql`CURRENT_TIMESTAMP` }),
      ...(left === false && { leftAt: null, joinedAt: sql`CURRENT_TIMESTAMP` }),
    })
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)))
}

const updateUser = async (
  tx: Transaction,
  id: UserId,
  { profile, preferences, ...account }: Partial<Omit<User, 'id' | 'version'>>,
): Promise<void> => {
  if (Object.keys(account).length > 0)
    await tx.db.update(users).set(account).where(eq(users.id, id))
  const touched = account.updatedAt && { updatedAt: account.updatedAt }
  if (profile) {
    const { avatar: avatarUrl, ...others } = profile
    const set = { ...others, avatarUrl, ...touched }
    await tx.db.update(userProfiles).set(set).where(eq(userProfiles.userId, id))
  }
  if (preferences)
    await tx.db
      .update(userPreferences)
      .set({ ...preferences, ...touched })
      .where(eq(userPreferences.userId, id))
}
