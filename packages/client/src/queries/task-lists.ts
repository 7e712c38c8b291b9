import type { Tag, Task, TaskId } from '@holdfast/domain'
import { Kept } from './kept.ts'
import type { Live } from './live.ts'
import { type Grouping, type Groups, LiveGroups } from './live-groups.ts'
import { type ItemChange, LiveList } from './live-list.ts'
import { type CountKey, countKey, Tally } from './task-counts.ts'
import { TaskIndex } from './task-index.ts'
import {
  matcherOf,
  orderOf,
  queryKey,
  sortTasks,
  type TaskQuery,
  withoutFields,
} from './task-query.ts'
import type { TaskFollower, TaskSource } from './task-source.ts'
import { type TaskChange, TaskTable } from './task-table.ts'

/** Everything that is asked of tasks as a whole, and what answers share: one table, its indexes. */
export class TaskLists implements TaskSource {
  readonly table = new TaskTable()
  readonly isHidden: (task: Task) => boolean
  readonly counts: Tally<CountKey>
  readonly tags: Tally<Tag>
  private readonly index = new TaskIndex(this.table)
  private readonly lists = new Kept<string, LiveList<Task>>()
  private readonly grouped = new Kept<string, LiveGroups<Task>>()
  private readonly followers = new Set<TaskFollower>()

  constructor(isHidden: (task: Task) => boolean) {
    this.isHidden = isHidden
    const isCounted = (task: Task) => task.deletedAt === null && !isHidden(task)
    const all = () => this.table.all()
    this.counts = new Tally(
      (task) => (isCounted(task) ? [countKey(task.status, task.projectId)] : []),
      all,
    )
    this.tags = new Tally((task) => (isCounted(task) ? task.tags : []), all)
  }

  tasks(query: TaskQuery): LiveList<Task> {
    return this.lists.get(queryKey(query), () => {
      const compare = orderOf(query)
      const matches = this.matcher(query)
      return new LiveList({ matches, compare, build: () => this.build(query, matches) })
    })
  }

  groups(query: TaskQuery, { key, groupOf }: Grouping<Task>): Live<Groups<Task>> {
    return this.grouped.get(`${queryKey(query)} ${key}`, () => {
      const matches = this.matcher(query)
      const list = () => this.tasks(query).get()
      return new LiveGroups({ key, groupOf, matches, compare: orderOf(query), list })
    })
  }

  follow(follower: TaskFollower): () => void {
    this.followers.add(follower)
    return () => {
      this.followers.delete(follower)
    }
  }

  /** @param isShownOtherwise a project was deleted, or came back */
  change(changes: readonly ItemChange<Task>[], { isShownOtherwise = false } = {}): void {
    const known: TaskChange[] = []
    for (const each of changes) {
      const change = this.table.change(each)
      if (!change) continue
      this.index.change(change)
      known.push(change)
    }
    if (isShownOtherwise) for (const list of this.lists.values()) list.doubt()
    const changed = this.answers().filter((answer) =>
      isShownOtherwise ? answer.reset() : answer.change(known),
    )
    for (const answer of changed) answer.tell()
    for (const follower of this.followers) {
      if (known.length > 0) follower.change(known)
      if (isShownOtherwise) follower.renew()
    }
    this.table.release()
  }

  /** These tasks are all there are now, whatever was before. */
  reset(tasks: ReadonlyMap<TaskId, Task>): void {
    this.change([...this.table.differences(tasks)], { isShownOtherwise: true })
  }

  /** Groups after the lists that they divide. */
  private answers() {
    return [this.counts, this.tags, ...this.lists.values(), ...this.grouped.values()]
  }

  private matcher(query: TaskQuery): (task: Task) => boolean {
    const matches = matcherOf(query)
    return (task) => matches(task) && !this.isHidden(task)
  }

  /** Out of a list that is sorted already, else from the fewest tasks that surely hold all of it. */
  private build(query: TaskQuery, matches: (task: Task) => boolean): Task[] {
    const wider = withoutFields(query)
    const sorted = wider === query ? undefined : this.lists.peek(queryKey(wider))
    if (sorted?.isBuilt) return sorted.get().filter(matches)
    const numbers = this.index.candidates(query)
    const found: Task[] = numbers ? [] : this.table.filter(matches)
    for (const number of numbers ?? []) {
      const task = this.table.at(number)
      if (task && matches(task)) found.push(task)
    }
    return sortTasks(found, query)
  }
}
