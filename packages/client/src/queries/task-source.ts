import type { Task, TaskId } from '@holdfast/domain'
import type { ItemChange } from './live-list.ts'

/** Every task of a view, those of the trash included, for who keeps an index of their own. */
export interface TaskSource {
  all(): Iterable<Task>
  get(id: TaskId): Task | undefined
  /** Of a deleted project: in no answer. */
  isHidden(task: Task): boolean
  /** @returns stops following */
  follow(follower: TaskFollower): () => void
}

export interface TaskFollower {
  change(changes: readonly ItemChange<Task>[]): void
  /** Tasks are hidden, or shown again, that did not change themselves. */
  renew(): void
  /** It is another view altogether. */
  reset(): void
}
