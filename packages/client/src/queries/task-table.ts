import type { Task, TaskId } from '@holdfast/domain'
import type { ItemChange } from './live-list.ts'

/** A change of a task, with the number that the table knows it by. */
export interface TaskChange extends ItemChange<Task> {
  number: number
}

/**
 * Every task of a view, by number: the rows themselves, not copies of them. Indexes name tasks by
 * their numbers. A number is a task's own as long as the task is there.
 */
export class TaskTable {
  private readonly numbers = new Map<TaskId, number>()
  private readonly byNumber: (Task | undefined)[] = []
  private readonly free: number[] = []
  private leaving: Task[] = []

  /** One more than the highest number. */
  get end(): number {
    return this.byNumber.length
  }

  at(number: number): Task | undefined {
    return this.byNumber[number]
  }

  get(id: TaskId): Task | undefined {
    return this.byNumber[this.numberOf(id) ?? -1]
  }

  numberOf(id: TaskId): number | undefined {
    return this.numbers.get(id)
  }

  *all(): Iterable<Task> {
    for (const task of this.byNumber) if (task) yield task
  }

  filter(matches: (task: Task) => boolean): Task[] {
    const tasks: Task[] = []
    for (const task of this.byNumber) if (task && matches(task)) tasks.push(task)
    return tasks
  }

  /** Takes over a change. Who has gone keeps the number until `release`. */
  change({ before, after }: ItemChange<Task>): TaskChange | null {
    if (after) {
      const known = this.numbers.get(after.id)
      const number = known ?? this.free.pop() ?? this.byNumber.length
      if (known === undefined) this.numbers.set(after.id, number)
      this.byNumber[number] = after
      return { before, after, number }
    }
    const number = before && this.numbers.get(before.id)
    if (number === undefined) return null
    this.byNumber[number] = undefined
    this.leaving.push(before as Task)
    return { before, after, number }
  }

  /** Those who have gone are known to everyone: their numbers may be given to others. */
  release(): void {
    for (const { id } of this.leaving) {
      const number = this.numbers.get(id)
      if (number === undefined || this.byNumber[number]) continue
      this.numbers.delete(id)
      this.free.push(number)
    }
    this.leaving = []
  }

  /** What has to change for the table to hold these tasks. */
  *differences(tasks: ReadonlyMap<TaskId, Task>): Iterable<ItemChange<Task>> {
    for (const before of this.byNumber)
      if (before && !tasks.has(before.id)) yield { before, after: undefined }
    for (const after of tasks.values()) {
      const before = this.get(after.id)
      if (before !== after) yield { before, after }
    }
  }
}
