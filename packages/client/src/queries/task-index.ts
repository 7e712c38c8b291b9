import type { Task } from '@holdfast/domain'
import type { TaskQuery } from './task-query.ts'
import type { TaskChange, TaskTable } from './task-table.ts'

type Numbers = ReadonlySet<number>

const NONE: Numbers = new Set()

/** Numbers of tasks by one field. Made when a query first asks for that field, then kept up. */
class Postings {
  private readonly keysOf: (task: Task) => readonly unknown[]
  private numbers: Map<unknown, Set<number>> | null = null

  constructor(keysOf: (task: Task) => readonly unknown[]) {
    this.keysOf = keysOf
  }

  get(key: unknown, table: TaskTable): Numbers {
    if (!this.numbers) {
      this.numbers = new Map()
      for (let number = 0; number < table.end; number++)
        this.change({ before: undefined, after: table.at(number), number })
    }
    return this.numbers.get(key) ?? NONE
  }

  change({ before, after, number }: TaskChange): void {
    const { numbers } = this
    if (!numbers) return
    const from = before ? this.keysOf(before) : []
    const to = after ? this.keysOf(after) : []
    for (const key of from) if (!to.includes(key)) numbers.get(key)?.delete(number)
    for (const key of to) {
      if (from.includes(key)) continue
      const known = numbers.get(key)
      if (known) known.add(number)
      else numbers.set(key, new Set([number]))
    }
  }
}

/** By what queries ask for most, so that a new list need not look at every task. */
export class TaskIndex {
  private readonly projects = new Postings(({ projectId }) => [projectId])
  private readonly assignees = new Postings(({ assignedTo }) => [assignedTo])
  private readonly tags = new Postings(({ tags }) => tags)
  private readonly table: TaskTable

  constructor(table: TaskTable) {
    this.table = table
  }

  change(change: TaskChange): void {
    this.projects.change(change)
    this.assignees.change(change)
    this.tags.change(change)
  }

  /** The fewest numbers that surely hold every match; null: any task may. */
  candidates({ project, assignee, tag }: TaskQuery): Numbers | null {
    const { table } = this
    const sets = [
      ...(project === undefined ? [] : [this.projects.get(project, table)]),
      ...(assignee === undefined ? [] : [this.assignees.get(assignee, table)]),
      ...(tag === undefined ? [] : [this.tags.get(tag, table)]),
    ]
    return sets.sort((a, b) => a.size - b.size)[0] ?? null
  }
}
