import { randomUUID } from 'node:crypto'
import { schema, type Transaction } from '@holdfast/db'
import {
  type Conflict,
  type ConflictId,
  initialOrderKey,
  isoDate,
  type Member,
  memberId,
  type Project,
  type ProjectId,
  type Row,
  type Task,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import fc from 'fast-check'

/** Some days ago: what has lain in the trash for a month is taken out of the record. */
const at = isoDate(new Date(Date.now() - 2 * 24 * 3600 * 1000))

const id = <T extends string>() => fc.uuid({ version: 4 }).map((value) => value as T)

interface Team {
  project: Project
  members: Member[]
}

const membersOf = (projectId: ProjectId, people: readonly UserId[], owner: UserId) =>
  fc
    .tuple(
      ...people.map((userId) =>
        fc.record({
          is: userId === owner ? fc.constant(true) : fc.boolean(),
          role:
            userId === owner
              ? fc.constant('owner' as const)
              : fc.constantFrom('owner' as const, 'editor' as const, 'viewer' as const),
          left: userId === owner ? fc.constant(false) : fc.boolean(),
        }),
      ),
    )
    .map((places): Member[] =>
      places.flatMap(({ is, role, left }, i) => {
        const userId = people[i] as UserId
        if (!is) return []
        const shown = { displayName: 'Somebody', avatar: null, version: 1 }
        return { id: memberId(projectId, userId), projectId, userId, role, left, ...shown }
      }),
    )

const projectOf = (people: readonly UserId[]): fc.Arbitrary<Team> =>
  fc
    .record({
      id: id<ProjectId>(),
      ownerId: fc.constantFrom(...people),
      status: fc.constantFrom(...(['active', 'active', 'archived', 'deleted'] as const)),
    })
    .chain((fields) => {
      const project: Project = {
        ...fields,
        name: 'Garden',
        description: null,
        createdAt: at,
        updatedAt: at,
        version: 1,
      }
      const members = membersOf(fields.id, people, fields.ownerId)
      return members.map((found) => ({ project, members: found }))
    })

const taskOf = (people: readonly UserId[], teams: readonly Team[]) =>
  fc.option(fc.constantFrom(...teams)).chain((team) => {
    const present = team?.members.filter(({ left }) => !left).map(({ userId }) => userId)
    return fc
      .record({
        id: id<TaskId>(),
        createdBy: fc.constantFrom(...people),
        assignedTo: fc.option(fc.constantFrom(...(present ?? people))),
        status: fc.constantFrom('todo' as const, 'in_progress' as const),
        deletedAt: fc.option(fc.constant(at), { freq: 4 }),
      })
      .map(
        (fields): Task => ({
          ...fields,
          projectId: team?.project.id ?? null,
          title: 'Water the beans',
          description: null,
          priority: 'medium',
          dueDate: null,
          dueAllDay: false,
          tags: [],
          orderKey: initialOrderKey(at, fields.id),
          createdAt: at,
          updatedAt: at,
          completedAt: null,
          version: 1,
        }),
      )
  })

const conflictOf = (people: readonly UserId[], tasks: readonly Task[]) =>
  fc
    .record({
      id: id<ConflictId>(),
      userId: fc.constantFrom(...people),
      taskId: fc.constantFrom(...tasks.map((task) => task.id)),
      by: fc.option(fc.constantFrom(...people)),
    })
    .map(
      (fields): Conflict => ({
        ...fields,
        projectId: null,
        field: 'title',
        kind: 'overruled',
        base: 'Beans',
        lost: 'Water the beans soon',
        kept: 'Water the beans',
        at,
        dismissedAt: null,
        version: 1,
      }),
    )

/** Projects, who is or was in them, tasks in and out of them, some in the trash, and conflicts. */
export const randomRecord = (people: readonly UserId[]): fc.Arbitrary<Row[]> =>
  fc
    .array(projectOf(people), { minLength: 3, maxLength: 3 })
    .chain((teams) =>
      fc
        .array(taskOf(people, teams), { minLength: 12, maxLength: 12 })
        .chain((tasks) =>
          fc
            .array(conflictOf(people, tasks), { minLength: 6, maxLength: 6 })
            .map((conflicts): Row[] => [
              ...teams.map(({ project }) => ({ kind: 'project' as const, row: project })),
              ...teams.flatMap(({ members }) =>
                members.map((row) => ({ kind: 'member' as const, row })),
              ),
              ...tasks.map((row) => ({ kind: 'task' as const, row })),
              ...conflicts.map((row) => ({ kind: 'conflict' as const, row })),
            ]),
        ),
    )

/** Puts these rows in the place of all that people have made. */
export const writeRecord = async (tx: Transaction, rows: readonly Row[]): Promise<void> => {
  const tables = ['sync.conflicts', 'tasks.tasks', 'tasks.project_members', 'tasks.projects']
  for (const table of tables) await tx.rows({ text: `DELETE FROM ${table}` })
  for (const { kind, row } of rows) {
    if (kind === 'project') await tx.db.insert(schema.projects).values(row)
    if (kind === 'task') await tx.db.insert(schema.tasks).values(row)
    if (kind === 'conflict') await tx.db.insert(schema.conflicts).values(row)
    if (kind === 'member') {
      const { projectId, userId, role, left } = row
      const leftAt = left ? at : null
      await tx.db.insert(schema.projectMembers).values({ projectId, userId, role, leftAt })
    }
  }
}

/** Tells everybody of every task and project of these, in the place of what they were told before. */
export const writeInboxes = async (
  tx: Transaction,
  people: readonly UserId[],
  rows: readonly Row[],
): Promise<void> => {
  await tx.rows({ text: 'DELETE FROM users.notifications' })
  for (const userId of people)
    for (const { kind, row } of rows) {
      const told = { userId, eventId: randomUUID() }
      if (kind === 'task')
        await tx.db
          .insert(schema.notifications)
          .values({ ...told, kind: 'task-assigned', taskId: row.id })
      if (kind === 'project')
        await tx.db
          .insert(schema.notifications)
          .values({ ...told, kind: 'project-member-added', projectId: row.id })
    }
}
