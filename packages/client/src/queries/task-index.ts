import { isClosed, type ProjectId, type Tag, type Task, type UserId } from '@holdfast/domain'
import type { TaskQuery } from './task-query.ts'

const none: ReadonlySet<Task['id']> = new Set()

class Postings<K> {
  private readonly ids = new Map<K, Set<Task['id']>>()

  get(key: K): ReadonlySet<Task['id']> {
    return this.ids.get(key) ?? none
  }

  add(key: K, id: Task['id']): void {
    const ids = this.ids.get(key)
    if (ids) ids.add(id)
    else this.ids.set(key, new Set([id]))
  }

  delete(key: K, id: Task['id']): void {
    const ids = this.ids.get(key)
    if (ids?.delete(id) && ids.size === 0) this.ids.delete(key)
  }
}

/** Ids of tasks by what queries ask for most, so that a new list need not look at every task. */
export class TaskIndex {
  private readonly projects = new Postings<ProjectId | null>()
  private readonly assignees = new Postings<UserId | null>()
  private readonly tags = new Postings<Tag>()
  private readonly open = new Postings<boolean>()
  private readonly trash = new Postings<boolean>()

  change(before: Task | undefined, after: Task | undefined): void {
    this.move(this.projects, before, after, (task) => task.projectId)
    this.move(this.assignees, before, after, (task) => task.assignedTo)
    this.move(this.open, before, after, (task) => !isClosed(task.status))
    this.move(this.trash, before, after, (task) => task.deletedAt !== null)
    if (before?.tags === after?.tags) return
    for (const tag of before?.tags ?? []) if (before) this.tags.delete(tag, before.id)
    for (const tag of after?.tags ?? []) if (after) this.tags.add(tag, after.id)
  }

  /** The fewest ids that surely hold every match. */
  candidates({ project, assignee, tag, open, trash }: TaskQuery): ReadonlySet<Task['id']> {
    const sets = [this.trash.get(trash === true)]
    if (project !== undefined) sets.push(this.projects.get(project))
    if (assignee !== undefined) sets.push(this.assignees.get(assignee))
    if (tag !== undefined) sets.push(this.tags.get(tag))
    if (open !== undefined) sets.push(this.open.get(open))
    return sets.reduce((a, b) => (b.size < a.size ? b : a))
  }

  private move<K>(
    postings: Postings<K>,
    before: Task | undefined,
    after: Task | undefined,
    key: (task: Task) => K,
  ): void {
    const from = before && key(before)
    const to = after && key(after)
    if (before && after && from === to) return
    if (before) postings.delete(key(before), before.id)
    if (after) postings.add(key(after), after.id)
  }
}
