import {
  type Member,
  type Project,
  type ProjectId,
  type RowByKind,
  type RowKey,
  type RowKind,
  rowKey,
  type Task,
  type TaskId,
  type User,
  type UserId,
} from '@holdfast/domain'
import type { RowChange, View } from '@holdfast/sync'
import type { Live } from './live.ts'
import { type ItemChange, LiveList } from './live-list.ts'
import { LiveValue, sameItems } from './live-value.ts'
import { prune } from './prune.ts'
import { type Person, Roster, samePeople } from './roster.ts'
import { TaskIndex } from './task-index.ts'
import { matcherOf, orderOf, queryKey, type TaskQuery } from './task-query.ts'
import type { TaskFollower, TaskSource } from './task-source.ts'

const taskOf = (row: RowChange['after']): Task | undefined =>
  row?.kind === 'task' ? row.row : undefined

/** Live answers over what this device knows. Two who ask the same share one answer. */
export class LiveQueries {
  readonly me: Live<User | undefined>
  /** For an index of one's own. */
  readonly source: TaskSource = {
    all: () => this.allTasks(),
    get: (id) => this.view.task(id),
    isHidden: (task) => this.isHidden(task),
    follow: (follower) => {
      this.followers.add(follower)
      return () => {
        this.followers.delete(follower)
      }
    },
  }
  private readonly followers = new Set<TaskFollower>()
  private view: View
  private index = new TaskIndex(() => this.allTasks())
  private roster = new Roster()
  private readonly lists = new Map<string, LiveList<Task>>()
  private readonly rows = new Map<RowKey, LiveValue<RowByKind[RowKind] | undefined>>()
  private readonly memberLists = new Map<ProjectId, LiveValue<readonly Member[]>>()
  private readonly projectList = new LiveValue(
    () => this.roster.list({ deleted: false }),
    sameItems,
  )
  private readonly deletedList = new LiveValue(() => this.roster.list({ deleted: true }), sameItems)
  private readonly peopleMap = new LiveValue(() => this.roster.people(), samePeople)

  constructor(userId: UserId, view: View) {
    this.view = view
    this.me = this.row('user', userId)
  }

  /** Tasks of deleted projects are in no answer. */
  tasks(query: TaskQuery): Live<readonly Task[]> {
    const key = queryKey(query)
    let list = this.lists.get(key)
    if (!list) {
      const matches = matcherOf(query)
      list = new LiveList<Task>({
        matches: (task) => matches(task) && !this.isHidden(task),
        compare: orderOf(query),
        candidates: () => this.candidates(query),
      })
      prune(this.lists)
      this.lists.set(key, list)
    }
    return list
  }

  task(id: TaskId): Live<Task | undefined> {
    return this.row('task', id)
  }

  project(id: ProjectId): Live<Project | undefined> {
    return this.row('project', id)
  }

  projects(): Live<readonly Project[]> {
    return this.projectList
  }

  deletedProjects(): Live<readonly Project[]> {
    return this.deletedList
  }

  members(projectId: ProjectId): Live<readonly Member[]> {
    let list = this.memberLists.get(projectId)
    if (!list) {
      list = new LiveValue(() => this.roster.members(projectId), sameItems)
      prune(this.memberLists)
      this.memberLists.set(projectId, list)
    }
    return list
  }

  people(): Live<ReadonlyMap<UserId, Person>> {
    return this.peopleMap
  }

  /** The view has changed so. */
  change(changes: readonly RowChange[]): void {
    const tasks: ItemChange<Task>[] = []
    let isShownOtherwise = false
    let people = false
    for (const change of changes) {
      const task = { before: taskOf(change.before), after: taskOf(change.after) }
      if (task.before || task.after) {
        this.index.change(task.before, task.after)
        tasks.push(task)
        continue
      }
      isShownOtherwise ||= showsOrHides(change)
      people = true
      if (change.after) this.roster.put(change.after)
      else if (change.before) this.roster.remove(change.before)
    }
    if (isShownOtherwise) for (const list of this.lists.values()) list.reset()
    else if (tasks.length > 0) for (const list of this.lists.values()) list.change(tasks)
    for (const follower of this.followers) {
      if (tasks.length > 0) follower.change(tasks)
      if (isShownOtherwise) follower.renew()
    }
    for (const { key } of changes) this.rows.get(key)?.change()
    if (!people) return
    this.projectList.change()
    this.deletedList.change()
    this.peopleMap.change()
    for (const list of this.memberLists.values()) list.change()
  }

  /** Another view altogether: everything is worked out anew, and only what differs is told. */
  reset(view: View): void {
    this.view = view
    this.index = new TaskIndex(() => this.allTasks())
    this.roster = new Roster()
    for (const row of view.rows()) if (row.kind !== 'task') this.roster.put(row)
    for (const list of this.lists.values()) list.reset()
    for (const follower of this.followers) follower.reset()
    for (const row of this.rows.values()) row.change()
    this.projectList.change()
    this.deletedList.change()
    this.peopleMap.change()
    for (const list of this.memberLists.values()) list.change()
  }

  private isHidden({ projectId }: Task): boolean {
    return projectId !== null && this.roster.isDeleted(projectId)
  }

  private *allTasks(): Iterable<Task> {
    for (const { kind, row } of this.view.rows()) if (kind === 'task') yield row
  }

  private *candidates(query: TaskQuery): Iterable<Task> {
    const ids = this.index.candidates(query)
    if (!ids) yield* this.allTasks()
    else
      for (const id of ids) {
        const task = this.view.task(id)
        if (task) yield task
      }
  }

  private row<K extends RowKind>(kind: K, id: string): Live<RowByKind[K] | undefined> {
    const key = rowKey(kind, id)
    let row = this.rows.get(key)
    if (!row) {
      row = new LiveValue<RowByKind[RowKind] | undefined>(() => this.view.get(key)?.row)
      prune(this.rows)
      this.rows.set(key, row)
    }
    // The key says the kind.
    return row as Live<RowByKind[K] | undefined>
  }
}

const isDeletedProject = (row: RowChange['after']): boolean =>
  row?.kind === 'project' && row.row.status === 'deleted'

const showsOrHides = ({ before, after }: RowChange): boolean =>
  isDeletedProject(before) !== isDeletedProject(after)
