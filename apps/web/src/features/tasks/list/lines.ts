import type { Task, TaskId } from '@holdfast/domain'
import type { Group } from '../group-tasks.ts'

export type Line =
  | { kind: 'group'; key: string; group: Group; folded: boolean }
  | { kind: 'task'; key: string; task: Task; index: number }
  | { kind: 'gap'; key: string }

interface Section {
  group: Group
  folded: boolean
  /** The line of its heading. */
  at: number
  /** How many tasks are drawn before it. */
  before: number
  /** Its tasks that are drawn. */
  tasks: readonly Task[]
}

/** Groups as one flat run of lines for the virtual list. A line is made when it is drawn. */
export class Lines {
  /** The tasks in the order they are drawn. */
  readonly tasks: readonly Task[]
  readonly count: number
  private readonly sections: readonly Section[]

  /** @param turned groups that are folded other than at first */
  constructor(groups: readonly Group[], turned: ReadonlySet<string>) {
    let count = 0
    let before = 0
    this.sections = groups.map((group, i) => {
      const folded = Boolean(group.folded) !== turned.has(group.id)
      const tasks = folded ? [] : group.tasks
      const at = count + (i > 0 ? 1 : 0)
      const section = { group, folded, at, before, tasks }
      count = at + 1 + tasks.length
      before += tasks.length
      return section
    })
    this.count = count
    this.tasks =
      this.sections.length === 1
        ? (this.sections[0]?.tasks ?? [])
        : this.sections.flatMap(({ tasks }) => tasks)
  }

  at(index: number): Line | undefined {
    const section = this.sectionAt(index)
    if (!section) return undefined
    const { group, folded, at, before, tasks } = section
    if (index < at) return { kind: 'gap', key: `gap-${group.id}` }
    if (index === at) return { kind: 'group', key: `group-${group.id}`, group, folded }
    const task = tasks[index - at - 1]
    return task && { kind: 'task', key: task.id, task, index: before + index - at - 1 }
  }

  /** As `at(index).kind`, without making the line. */
  kindAt(index: number): Line['kind'] {
    const { at = 0 } = this.sectionAt(index) ?? {}
    return index < at ? 'gap' : index === at ? 'group' : 'task'
  }

  keyAt(index: number): string | number {
    const section = this.sectionAt(index)
    if (!section) return index
    const { group, at, tasks } = section
    return index < at ? `gap-${group.id}` : (tasks[index - at - 1]?.id ?? `group-${group.id}`)
  }

  /** The line of the heading that a line stands under. */
  headOf(index: number): number {
    return Math.min(this.sectionAt(index)?.at ?? 0, Math.max(0, index))
  }

  /** The line of a task; -1 where it is not drawn. */
  indexOf(id: TaskId | null): number {
    for (const { at, tasks } of this.sections) {
      const place = tasks.findIndex((task) => task.id === id)
      if (place >= 0) return at + 1 + place
    }
    return -1
  }

  /** The same lines in the same places, whatever else is in them. */
  isLaidOutAs({ sections }: Lines): boolean {
    return (
      sections.length === this.sections.length &&
      this.sections.every(({ group, tasks }, i) => {
        const other = sections[i] as Section
        if (group.id !== other.group.id || tasks.length !== other.tasks.length) return false
        return tasks === other.tasks || tasks.every(({ id }, at) => id === other.tasks[at]?.id)
      })
    )
  }

  private sectionAt(index: number): Section | undefined {
    return this.sections.find(({ at, tasks }) => index <= at + tasks.length)
  }
}
