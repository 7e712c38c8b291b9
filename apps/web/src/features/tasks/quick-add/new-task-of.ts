import { type ProjectId, TaskTitle, type UserId } from '@holdfast/domain'
import type { NewTask } from '../../../actions/step.ts'
import type { QuickAdd } from './parse-quick-add.ts'

/** What the view adds to a line that does not say otherwise. */
export interface Defaults {
  projectId: ProjectId | null
}

export type Line =
  | { ok: true; task: NewTask; newProject: { id: ProjectId; name: string } | null }
  | { ok: false; error: string }

interface Ids {
  task: () => NewTask['id']
  project: () => ProjectId
}

/** A read line as the task to create, or what is wrong with it. */
export function newTaskOf({ title, tokens }: QuickAdd, defaults: Defaults, ids: Ids): Line {
  if (title === '') return { ok: false, error: 'A task needs a title. Write a few words first.' }
  if (!TaskTitle.safeParse(title).success) {
    return {
      ok: false,
      error:
        'This title is longer than 500 characters. Shorten it; the rest can go into the description.',
    }
  }
  let newProject: { id: ProjectId; name: string } | null = null
  const task: NewTask = {
    id: ids.task(),
    title,
    dueDate: null,
    dueAllDay: false,
    priority: 'medium',
    status: 'todo',
    assignedTo: null as UserId | null,
    projectId: defaults.projectId,
    tags: [],
  }
  for (const token of tokens) {
    if (token.kind === 'due') Object.assign(task, token.due)
    else if (token.kind === 'tag') task.tags.push(token.tag)
    else if (token.kind === 'priority') task.priority = token.priority
    else if (token.kind === 'assignee') task.assignedTo = token.person.id
    else if (token.kind === 'project') task.projectId = token.project.id
    else {
      newProject = { id: ids.project(), name: token.name }
      task.projectId = newProject.id
    }
  }
  return { ok: true, task, newProject }
}
