import type { Task } from '@holdfast/domain'
import type { TaskQuery } from './task-query.ts'

type Ids = Set<Task['id']>

/** Ids of tasks by one field. Made when a query first asks for that field, then kept up. */
class Postings {
  private readonly keysOf: (task: Task) => readonly unknown[]
  private ids: Map<unknown, Ids> | null = null

  constructor(keysOf: (task: Task) => readonly unknown[]) {
    this.keysOf = keysOf
  }

  get(key: unknown, all: () => Iterable<Task>): ReadonlySet<Task['id']> {
    if (!this.ids) {
      this.ids = new Map()
      for (const task of all()) this.change(undefined, task)
    }
    return this.ids.get(key) ?? new Set()
  }

  change(before: Task | undefined, after: Task | undefined): void {
    const { ids } = this
    if (!ids) return
    const from = before ? this.keysOf(before) : []
    const to = after ? this.keysOf(after) : []
    for (const key of from) if (before && !to.includes(key)) ids.get(key)?.delete(before.id)
    for (const key of to) {
      if (!after || from.includes(key)) continue
      const known = ids.get(key)
      if (known) known.add(after.id)
      else ids.set(key, new Set([after.id]))
    }
  }
}

/** By what queries ask for most, so that a new list need not look at every task. */
export class TaskIndex {
  private readonly projects = new Postings(({ projectId }) => [projectId])
  private readonly assignees = new Postings(({ assignedTo }) => [assignedTo])
  private readonly tags = new Postings(({ tags }) => tags)
  private readonly all: () => Iterable<Task>

  /** @param all every task as it is now */
  constructor(all: () => Iterable<Task>) {
    this.all = all
  }

  change(before: Task | undefined, after: Task | undefined): void {
    this.projects.change(before, after)
    this.assignees.change(before, after)
    this.tags.change(before, after)
  }

  /** The fewest ids that surely hold every match; null: any task may. */
  candidates({ project, assignee, tag }: TaskQuery): ReadonlySet<Task['id']> | null {
    const sets = [
      ...(project === undefined ? [] : [this.projects.get(project, this.all)]),
      ...(assignee === undefined ? [] : [this.assignees.get(assignee, this.all)]),
      ...(tag === undefined ? [] : [this.tags.get(tag, this.all)]),
    ]
    return sets.sort((a, b) => a.size - b.size)[0] ?? null
  }
}
