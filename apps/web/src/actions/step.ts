import type {
  Due,
  IsoDate,
  MutatorInput,
  MutatorName,
  ProjectId,
  Tag,
  Task,
  TaskId,
  TaskPriority,
  TaskStatus,
  UserId,
} from '@holdfast/domain'

export type Mutation = {
  [Name in MutatorName]: { name: Name; args: MutatorInput<Name> }
}[MutatorName]

/** One thing a person did, with the way back. */
export interface Step {
  /** In words, past tense, for the toast: “3 tasks moved to Website”. */
  label: string
  does: Mutation[]
  undoes: Mutation[]
  /** Present where a text is saved while it is typed: what follows on the same one is one step with it. */
  typing?: Typing
}

interface Typing {
  /** Names the text. */
  key: string
  base: string | null
  value: string | null
  edit: (base: string | null, value: string | null) => Mutation
}

/** So much of a title is enough to know a task by, and leaves room to say what became of it. */
const longestName = 80

/** “Pay rent”, or “3 tasks”. */
export function nameOf(tasks: readonly Pick<Task, 'title'>[]): string {
  const [only] = tasks
  if (tasks.length !== 1 || !only) return `${tasks.length} tasks`
  const letters = [...only.title]
  return letters.length > longestName ? `${letters.slice(0, longestName).join('')}…` : only.title
}

function steps<T>(
  label: string,
  items: readonly T[],
  pair: (item: T) => { does: Mutation; undoes: Mutation | Mutation[] },
): Step {
  const pairs = items.map(pair)
  return {
    label,
    does: pairs.map(({ does }) => does),
    undoes: pairs.flatMap(({ undoes }) => undoes),
  }
}

export function setStatusStep(tasks: readonly Task[], value: TaskStatus, label: string): Step {
  return steps(
    label,
    tasks.filter((task) => task.status !== value),
    ({ id, status }) => ({
      does: { name: 'set-task-status', args: { id, status: { base: status, value } } },
      undoes: { name: 'set-task-status', args: { id, status: { base: value, value: status } } },
    }),
  )
}

export function setPriorityStep(tasks: readonly Task[], value: TaskPriority, label: string): Step {
  return steps(
    label,
    tasks.filter((task) => task.priority !== value),
    ({ id, priority }) => ({
      does: { name: 'edit-task', args: { id, priority: { base: priority, value } } },
      undoes: { name: 'edit-task', args: { id, priority: { base: value, value: priority } } },
    }),
  )
}

export function setDueStep(tasks: readonly Task[], value: Due, label: string): Step {
  const dueOf = ({ dueDate, dueAllDay }: Task): Due => ({ dueDate, dueAllDay })
  return steps(
    label,
    tasks.filter((task) => task.dueDate !== value.dueDate || task.dueAllDay !== value.dueAllDay),
    (task) => ({
      does: { name: 'edit-task', args: { id: task.id, due: { base: dueOf(task), value } } },
      undoes: {
        name: 'edit-task',
        args: { id: task.id, due: { base: value, value: dueOf(task) } },
      },
    }),
  )
}

function typingStep(label: string, typing: Typing): Step {
  const { base, value, edit } = typing
  return { label, does: [edit(base, value)], undoes: [edit(value, base)], typing }
}

/** Two saves of one text in a row are one thing that a person did. */
export function joinTyping(before: Step | undefined, step: Step): Step | null {
  if (!step.typing || before?.typing?.key !== step.typing.key) return null
  return typingStep(step.label, { ...step.typing, base: before.typing.base })
}

export function setTitleStep({ id }: Pick<Task, 'id'>, base: string, value: string): Step {
  return typingStep(`Renamed to ${value}`, {
    key: `title ${id}`,
    base,
    value,
    edit: (from, to) => ({
      name: 'edit-task',
      args: { id, title: { base: from ?? '', value: to ?? '' } },
    }),
  })
}

export function setDescriptionStep(
  { id, title }: Pick<Task, 'id' | 'title'>,
  base: string | null,
  value: string | null,
): Step {
  return typingStep(`Description of ${title} changed`, {
    key: `description ${id}`,
    base,
    value,
    edit: (from, to) => ({
      name: 'edit-task',
      args: { id, description: { base: from, value: to } },
    }),
  })
}

export function assignStep(tasks: readonly Task[], value: UserId | null, label: string): Step {
  return steps(
    label,
    tasks.filter((task) => task.assignedTo !== value),
    ({ id, assignedTo }) => ({
      does: { name: 'assign-task', args: { id, assignedTo: { base: assignedTo, value } } },
      undoes: {
        name: 'assign-task',
        args: { id, assignedTo: { base: value, value: assignedTo } },
      },
    }),
  )
}

/** Moving may take the assignee off, so the way back puts them on again. */
export function moveStep(tasks: readonly Task[], value: ProjectId | null, label: string): Step {
  return steps(
    label,
    tasks.filter((task) => task.projectId !== value),
    ({ id, projectId, assignedTo }) => ({
      does: { name: 'move-task', args: { id, projectId: { base: projectId, value } } },
      undoes: [
        { name: 'move-task', args: { id, projectId: { base: value, value: projectId } } },
        ...(assignedTo
          ? [
              {
                name: 'assign-task' as const,
                args: { id, assignedTo: { base: null, value: assignedTo } },
              },
            ]
          : []),
      ],
    }),
  )
}

/** @param add and `remove` where they change nothing on a task, that task is left alone */
export function tagStep(
  tasks: readonly Task[],
  { add = [], remove = [] }: { add?: readonly Tag[]; remove?: readonly Tag[] },
  label: string,
): Step {
  const changes = tasks.map((task) => ({
    id: task.id,
    add: add.filter((tag) => !task.tags.includes(tag)),
    remove: remove.filter((tag) => task.tags.includes(tag)),
  }))
  return steps(
    label,
    changes.filter((change) => change.add.length + change.remove.length > 0),
    (change) => ({
      does: { name: 'tag-task', args: change },
      undoes: { name: 'tag-task', args: { id: change.id, add: change.remove, remove: change.add } },
    }),
  )
}

export function deleteStep(tasks: readonly Task[]): Step {
  return steps(`${nameOf(tasks)} moved to the trash`, tasks, ({ id }) => ({
    does: { name: 'delete-task', args: { id } },
    undoes: { name: 'restore-task', args: { id } },
  }))
}

export function restoreStep(tasks: readonly Task[]): Step {
  return steps(`${nameOf(tasks)} restored`, tasks, ({ id }) => ({
    does: { name: 'restore-task', args: { id } },
    undoes: { name: 'delete-task', args: { id } },
  }))
}

export interface NewTask {
  id: TaskId
  title: string
  dueDate: IsoDate | null
  dueAllDay: boolean
  priority: TaskPriority
  status: TaskStatus
  assignedTo: UserId | null
  projectId: ProjectId | null
  tags: Tag[]
}

export function createStep(tasks: readonly NewTask[]): Step {
  return steps(`${nameOf(tasks)} added`, tasks, (task) => ({
    does: { name: 'create-task', args: task },
    undoes: { name: 'delete-task', args: { id: task.id } },
  }))
}

/** What does again what was undone: a created task comes back from the trash. */
export function redoOf({ does }: Step): Mutation[] {
  return does.map((mutation) =>
    mutation.name === 'create-task'
      ? { name: 'restore-task', args: { id: mutation.args.id } }
      : mutation,
  )
}
