import type { Task } from '@holdfast/domain'
import type { TaskChange, TaskTable } from './task-table.ts'

/** Every task of a view, those of the trash included, for who keeps an index of their own. */
export interface TaskSource {
  readonly table: Pick<TaskTable, 'end' | 'at' | 'get' | 'numberOf' | 'all'>
  /** Of a deleted project: in no answer. */
  isHidden(task: Task): boolean
  /** @returns stops following */
  follow(follower: TaskFollower): () => void
}

export interface TaskFollower {
  change(changes: readonly TaskChange[]): void
  /** Tasks are hidden, or shown again, that did not change themselves. */
  renew(): void
}
