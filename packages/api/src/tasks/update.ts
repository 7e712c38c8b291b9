import {
  mutators,
  OrderKey,
  ProjectId,
  type Rows,
  type Tag,
  Task,
  TaskDescription,
  TaskId,
  TaskPriority,
  TaskStatus,
  TaskTitle,
} from '@holdfast/domain'
import { z } from 'zod'
import { type Intent, intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readTask } from './read-task.ts'

const Fields = z.strictObject({
  title: TaskTitle,
  description: TaskDescription.nullable(),
  status: TaskStatus,
  priority: TaskPriority,
  dueDate: Task.shape.dueDate,
  dueAllDay: z.boolean(),
  /** All its tags from now on; a tag that somebody else added meanwhile stays. */
  tags: mutators['create-task'].args.shape.tags.unwrap(),
  projectId: ProjectId.nullable(),
  orderKey: OrderKey,
})

const Update = Fields.partial()
  .extend({
    id: TaskId,
    /** The values that the caller saw; those of the record where it does not say. */
    base: Fields.omit({ orderKey: true }).partial().optional(),
  })
  .refine(
    ({ id: _id, base: _base, ...edits }) => Object.values(edits).some((edit) => edit !== undefined),
    'names no field to change',
  )
type Update = z.infer<typeof Update>

const without = (tags: readonly Tag[], others: readonly Tag[]): Tag[] =>
  tags.filter((tag) => !others.includes(tag))

/** What is to be done, given the task as it is; unknown while it has not been read. */
const planUpdate = (input: Update, task: Task | undefined): Intent[] => {
  const {
    id,
    title,
    description,
    priority,
    dueDate,
    dueAllDay,
    status,
    tags,
    projectId,
    orderKey,
  } = input
  const seen = { ...task, ...input.base }
  const edit = <T>(value: T | undefined, base: T | undefined) =>
    value === undefined ? undefined : { value, base: base === undefined ? value : base }
  const seenDue = { dueDate: seen.dueDate ?? null, dueAllDay: seen.dueAllDay ?? false }
  const due =
    dueDate === undefined && dueAllDay === undefined
      ? undefined
      : {
          base: seenDue,
          value: {
            dueDate: dueDate === undefined ? seenDue.dueDate : dueDate,
            dueAllDay: dueAllDay ?? seenDue.dueAllDay,
          },
        }
  const edits = {
    title: edit(title, seen.title),
    description: edit(description, seen.description),
    priority: edit(priority, seen.priority),
    due,
  }
  const edited = Object.values(edits).some((value) => value !== undefined)
  const seenTags = seen.tags ?? []
  return [
    ...(edited ? [intend('edit-task', { id, ...edits })] : []),
    ...(tags
      ? [intend('tag-task', { id, add: without(tags, seenTags), remove: without(seenTags, tags) })]
      : []),
    ...(projectId === undefined
      ? []
      : [
          intend('move-task', {
            id,
            projectId: { value: projectId, base: seen.projectId ?? null },
          }),
        ]),
    ...(status
      ? [intend('set-task-status', { id, status: { value: status, base: seen.status ?? status } })]
      : []),
    ...(orderKey ? [intend('order-task', { id, orderKey })] : []),
  ]
}

/** Changes any of a task's fields, all of them or none. */
export const updateTask = authedProcedure
  .input(Update)
  .output(Task)
  .mutation(({ ctx: { services, caller }, input }) =>
    mutate(
      services,
      caller.userId,
      (rows: Rows) => planUpdate(input, rows.task(input.id)),
      (tx) => readTask(tx, input.id),
    ),
  )
