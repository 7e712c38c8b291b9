import type { Task, TaskId } from '@holdfast/domain'

/** The tasks that an index holds, by the numbers that it knows them by. */
export class TaskNumbers {
  private readonly numberOf = new Map<TaskId, number>()
  private readonly byNumber: (Task | undefined)[] = []
  private readonly free: number[] = []

  has(id: TaskId): boolean {
    return this.numberOf.has(id)
  }

  task(id: TaskId): Task | undefined {
    const number = this.numberOf.get(id)
    return number === undefined ? undefined : this.byNumber[number]
  }

  /** @returns the number of the task, a new one where it has none */
  put(task: Task): number {
    const number = this.numberOf.get(task.id) ?? this.free.pop() ?? this.byNumber.length
    this.numberOf.set(task.id, number)
    this.byNumber[number] = task
    return number
  }

  of(id: TaskId): number | undefined {
    return this.numberOf.get(id)
  }

  /** @param reuse whether another task may get its number */
  remove(id: TaskId, { reuse }: { reuse: boolean }): void {
    const number = this.numberOf.get(id)
    if (number === undefined) return
    this.numberOf.delete(id)
    this.byNumber[number] = undefined
    if (reuse) this.free.push(number)
  }

  *all(): Iterable<Task> {
    for (const task of this.byNumber) if (task) yield task
  }

  /** Those of the numbers that are still there. */
  tasks(numbers: Uint32Array): Task[] {
    const tasks: Task[] = []
    for (const number of numbers) {
      const task = this.byNumber[number]
      if (task) tasks.push(task)
    }
    return tasks
  }

  /** The newer first, and of one age in the order of their numbers, as the index sorts. */
  compareAge(a: Task, b: Task): number {
    if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? -1 : 1
    return this.number(a) - this.number(b)
  }

  private number({ id }: Task): number {
    return this.numberOf.get(id) ?? this.byNumber.length
  }
}
