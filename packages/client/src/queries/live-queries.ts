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
import { ConflictList } from './conflict-list.ts'
import { Kept } from './kept.ts'
import type { Live } from './live.ts'
import type { Grouping, Groups } from './live-groups.ts'
import type { ItemChange } from './live-list.ts'
import { LiveValue, sameItems } from './live-value.ts'
import { type Person, Roster, samePeople } from './roster.ts'
import type { TagCounts, TaskCounts } from './task-counts.ts'
import { TaskLists } from './task-lists.ts'
import type { TaskQuery } from './task-query.ts'
import type { TaskSource } from './task-source.ts'

const taskOf = (row: RowChange['after']): Task | undefined =>
  row?.kind === 'task' ? row.row : undefined

/** Live answers over what this device knows. Two who ask the same share one answer. */
export class LiveQueries {
  readonly me: Live<User | undefined>
  /** What the device lists among its issues. */
  readonly conflicts = new ConflictList()
  private view: View
  private roster = new Roster()
  private readonly lists = new TaskLists((task) => this.isHidden(task))
  private readonly rows = new Kept<RowKey, LiveValue<RowByKind[RowKind] | undefined>>()
  private readonly memberLists = new Kept<ProjectId, LiveValue<readonly Member[]>>()
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

  /** For an index of one's own. */
  get source(): TaskSource {
    return this.lists
  }

  /** Tasks of deleted projects are in no answer. */
  tasks(query: TaskQuery): Live<readonly Task[]> {
    return this.lists.tasks(query)
  }

  /** The same tasks in groups; those without any task are left out. */
  groups(query: TaskQuery, grouping: Grouping<Task>): Live<Groups<Task>> {
    return this.lists.groups(query, grouping)
  }

  /** How many tasks there are of each project in each status, without those in the trash. */
  counts(): Live<TaskCounts> {
    return this.lists.counts
  }

  /** How many tasks bear each tag, without those in the trash. */
  tags(): Live<TagCounts> {
    return this.lists.tags
  }

  task(id: TaskId): Live<Task | undefined> {
    return this.row('task', id)
  }

  project(id: ProjectId): Live<Project | undefined> {
    return this.row('project', id)
  }

  /** By name, without the deleted ones. */
  projects(): Live<readonly Project[]> {
    return this.projectList
  }

  deletedProjects(): Live<readonly Project[]> {
    return this.deletedList
  }

  members(projectId: ProjectId): Live<readonly Member[]> {
    return this.memberLists.get(
      projectId,
      () => new LiveValue(() => this.roster.members(projectId), sameItems),
    )
  }

  people(): Live<ReadonlyMap<UserId, Person>> {
    return this.peopleMap
  }

  /** The view has changed so. */
  change(changes: readonly RowChange[]): void {
    const tasks: ItemChange<Task>[] = []
    let isShownOtherwise = false
    let people = false
    this.conflicts.change(changes)
    for (const change of changes) {
      const task = { before: taskOf(change.before), after: taskOf(change.after) }
      if (task.before || task.after) {
        tasks.push(task)
        continue
      }
      isShownOtherwise ||= showsOrHides(change)
      people = true
      if (change.after) this.roster.put(change.after)
      else if (change.before) this.roster.remove(change.before)
    }
    if (tasks.length > 0 || isShownOtherwise) this.lists.change(tasks, { isShownOtherwise })
    this.changeRows(changes)
    if (people) this.changePeople()
  }

  /** Another view altogether: everything is worked out anew, and only what differs is told. */
  reset(view: View): void {
    this.view = view
    this.roster = new Roster()
    this.conflicts.reset(view)
    const tasks = new Map<TaskId, Task>()
    for (const row of view.rows())
      if (row.kind === 'task') tasks.set(row.row.id, row.row)
      else this.roster.put(row)
    this.lists.reset(tasks)
    for (const row of this.rows.values()) row.change()
    this.changePeople()
  }

  /** Of very many changes each is not looked up: every row that was asked for looks for itself. */
  private changeRows(changes: readonly RowChange[]): void {
    if (changes.length > MANY) for (const row of this.rows.values()) row.change()
    else for (const { key } of changes) this.rows.peek(key)?.change()
  }

  private changePeople(): void {
    this.projectList.change()
    this.deletedList.change()
    this.peopleMap.change()
    for (const list of this.memberLists.values()) list.change()
  }

  private isHidden({ projectId }: Task): boolean {
    return projectId !== null && this.roster.isDeleted(projectId)
  }

  private row<K extends RowKind>(kind: K, id: string): Live<RowByKind[K] | undefined> {
    const key = rowKey(kind, id)
    const row = this.rows.get(key, () => new LiveValue(() => this.view.get(key)?.row))
    // The key says the kind.
    return row as Live<unknown> as Live<RowByKind[K] | undefined>
  }
}

/** More than a screen asks for, and than a person changes at once. */
const MANY = 500

const isDeletedProject = (row: RowChange['after']): boolean =>
  row?.kind === 'project' && row.row.status === 'deleted'

const showsOrHides = ({ before, after }: RowChange): boolean =>
  isDeletedProject(before) !== isDeletedProject(after)
