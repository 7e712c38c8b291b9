import type { ProjectId, Question, Reads, Rows, TaskId, UserId } from '@holdfast/domain'
import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '../reader.ts'
import { tasks } from '../schema/tasks.ts'

export type Answers = Pick<Rows, 'acquainted' | 'assignedIn'>

/** To no question. A person knows themselves. */
export const noAnswers: Answers = {
  acquainted: (one, other) => one === other,
  assignedIn: () => [],
}

/**
 * Answers what a mutator asks beside rows. Ask after the rows are locked: who locks a membership
 * keeps new assignments to it away.
 */
export const answer = async (tx: Transaction, reads: readonly Reads[]): Promise<Answers> => {
  const acquainted = new Map<string, boolean>()
  const assigned = new Map<string, TaskId[]>()
  for (const question of reads.flatMap(({ questions = [] }) => questions)) {
    const key = nameOf(question)
    if (question.ask === 'acquainted' && !acquainted.has(key))
      acquainted.set(key, await areAcquainted(tx, question.one, question.other))
    if (question.ask === 'assigned-in' && !assigned.has(key))
      assigned.set(key, await tasksAssigned(tx, question.projectId, question.userId))
  }
  return {
    acquainted: (one, other) =>
      acquainted.get(nameOf({ ask: 'acquainted', one, other })) ?? one === other,
    assignedIn: (projectId, userId) =>
      assigned.get(nameOf({ ask: 'assigned-in', projectId, userId })) ?? [],
  }
}

/** Are all questions of `next` among those of `reads`? */
export const isAnswered = (next: readonly Reads[], reads: readonly Reads[]): boolean => {
  const asked = new Set(reads.flatMap(({ questions = [] }) => questions.map(nameOf)))
  return next.every(({ questions = [] }) => questions.every((one) => asked.has(nameOf(one))))
}

const nameOf = (question: Question): string =>
  question.ask === 'acquainted'
    ? `${question.one} ${question.other}`
    : `${question.projectId} ${question.userId}`

const areAcquainted = async (tx: Transaction, one: UserId, other: UserId): Promise<boolean> => {
  if (one === other) return true
  const [row] = await tx.rows<{ acquainted: boolean }>({
    name: 'are-acquainted',
    text: `SELECT EXISTS (
             SELECT FROM tasks.project_members a
             JOIN tasks.project_members b ON b.project_id = a.project_id
             WHERE a.user_id = $1 AND b.user_id = $2 AND a.left_at IS NULL AND b.left_at IS NULL
           ) AS acquainted`,
    values: [one, other],
  })
  return row?.acquainted ?? false
}

const tasksAssigned = async (
  tx: Transaction,
  projectId: ProjectId,
  userId: UserId,
): Promise<TaskId[]> => {
  const rows = await tx.db
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.projectId, projectId), eq(tasks.assignedTo, userId)))
    .orderBy(asc(tasks.id))
  return rows.map(({ id }) => id)
}
