import type { ProjectId, Tag, Task, TaskStatus } from '@holdfast/domain'
import { Answer } from './live.ts'
import type { ItemChange } from './live-list.ts'

/** How often each key occurs among tasks. Counted through once, then kept up. */
export class Tally<K> extends Answer<ReadonlyMap<K, number>> {
  private readonly keysOf: (task: Task) => readonly K[]
  private readonly all: () => Iterable<Task>
  private counts: Map<K, number> | null = null

  /** @param all every task as it is now */
  constructor(keysOf: (task: Task) => readonly K[], all: () => Iterable<Task>) {
    super()
    this.keysOf = keysOf
    this.all = all
  }

  get(): ReadonlyMap<K, number> {
    if (!this.counts) {
      this.counts = new Map()
      for (const task of this.all()) add(this.counts, this.keysOf(task), 1)
    }
    return this.counts
  }

  /** @returns whether those who watch have to be told */
  change(changes: readonly ItemChange<Task>[]): boolean {
    if (!this.counts) return false
    let next: Map<K, number> | null = null
    for (const { before, after } of changes) {
      const from = before ? this.keysOf(before) : []
      const to = after ? this.keysOf(after) : []
      if (from.length === to.length && from.every((key, i) => key === to[i])) continue
      next ??= new Map(this.counts)
      add(next, from, -1)
      add(next, to, 1)
    }
    if (!next) return false
    this.counts = next
    return true
  }

  reset(): boolean {
    const { counts } = this
    this.counts = null
    if (!counts || !this.isWatched) return false
    const next = this.get()
    const isSame = next.size === counts.size && [...next].every(([key, n]) => counts.get(key) === n)
    if (isSame) this.counts = counts
    return !isSame
  }
}

const add = <K>(counts: Map<K, number>, keys: readonly K[], by: number): void => {
  for (const key of keys) {
    const count = (counts.get(key) ?? 0) + by
    if (count > 0) counts.set(key, count)
    else counts.delete(key)
  }
}

/** A place to count tasks at: of one project, or of none, in one status. */
export type CountKey = `${TaskStatus} ${ProjectId | ''}`

/** Made once each: there are few of them, and many tasks. */
const keys = new Map<ProjectId | null, Map<TaskStatus, CountKey>>()

export const countKey = (status: TaskStatus, project: ProjectId | null): CountKey => {
  const ofProject = keys.get(project) ?? new Map<TaskStatus, CountKey>()
  const known = ofProject.get(status)
  if (known) return known
  const key: CountKey = `${status} ${project ?? ''}`
  keys.set(project, ofProject.set(status, key))
  return key
}

export type TaskCounts = ReadonlyMap<CountKey, number>
export type TagCounts = ReadonlyMap<Tag, number>
