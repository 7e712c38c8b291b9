import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ProjectId, Task, UserId } from '@holdfast/domain'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { uuidv7 } from 'uuidv7'
import { benchTask } from '../bench-task.ts'
import { zipfText } from '../zipf-text.ts'

/** Tasks of one commit: a database filled by people has more than one. */
const ROWS_OF_A_COMMIT = 5000

type Column = keyof Omit<Task, 'version'>

const columns: Record<Column, string> = {
  id: 'id',
  title: 'title',
  description: 'description',
  status: 'status',
  priority: 'priority',
  dueDate: 'due_date',
  dueAllDay: 'due_all_day',
  createdBy: 'created_by',
  assignedTo: 'assigned_to',
  projectId: 'project_id',
  tags: 'tags',
  orderKey: 'order_key',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  completedAt: 'completed_at',
  deletedAt: 'deleted_at',
}
const fields = Object.keys(columns) as Column[]

const cell = (value: Task[Column]): string => {
  if (value === null) return '\\N'
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value)
}

const line = (task: Omit<Task, 'version'>): string =>
  `${fields.map((field) => cell(task[field])).join('\t')}\n`

export interface SeedOptions {
  n: number
  /** The peers' text of few words, or one whose words are as unequal as a language's. */
  text: 'plain' | 'zipf'
  owner: UserId
  member: UserId
}

const withZipfText = (task: Omit<Task, 'version'>, i: number): Omit<Task, 'version'> => ({
  ...task,
  title: zipfText(2 * i, 6) as Task['title'],
  description: zipfText(2 * i + 1, 16) as Task['description'],
})

/**
 * Writes one project of `owner` with `n` tasks, shared with `member`, through COPY: the triggers log
 * and number it as they do any write.
 */
export const seedProduct = async (
  url: string,
  { n, text, owner, member }: SeedOptions,
): Promise<ProjectId> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const projectId = uuidv7() as ProjectId
    await client.query('INSERT INTO tasks.projects (id, name, owner_id) VALUES ($1, $2, $3)', [
      projectId,
      'Bench',
      owner,
    ])
    await client.query(
      `INSERT INTO tasks.project_members (project_id, user_id, role)
       VALUES ($1, $2, 'owner'), ($1, $3, 'editor')`,
      [projectId, owner, member],
    )
    const into = `COPY tasks.tasks (${Object.values(columns).join(', ')}) FROM STDIN`
    for (let from = 0; from < n; from += ROWS_OF_A_COMMIT) {
      const rows = Array.from({ length: Math.min(ROWS_OF_A_COMMIT, n - from) }, (_, i) => {
        const task = benchTask(from + i, { projectId, createdBy: owner })
        return line(text === 'zipf' ? withZipfText(task, from + i) : task)
      })
      await pipeline(Readable.from([rows.join('')]), client.query(copyFrom(into)))
    }
    await client.query('VACUUM (ANALYZE) tasks.tasks')
    return projectId
  } finally {
    await client.end()
  }
}
