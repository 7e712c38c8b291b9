import { useDevice } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { useParams } from '@tanstack/react-router'
import { perform } from '../../../actions/history.ts'
import { createStep, type NewTask } from '../../../actions/step.ts'
import { withProjects } from '../../../actions/with-projects.ts'
import { tellRefusal } from '../../../components/toast.ts'
import { newProjectId, newTaskId } from '../../../wiring/new-id.ts'
import { newTaskOf } from './new-task-of.ts'
import { parseQuickAdd, type QuickAddWorld } from './parse-quick-add.ts'

/** @returns what was wrong, or null when the tasks are there */
export type AddTasks = (lines: readonly string[], world: QuickAddWorld) => string | null

/** Makes tasks of lines, all or none, in the project whose list is open. */
export function useAddTasks(): AddTasks {
  const device = useDevice()
  const { projectId } = useParams({ strict: false })
  return (lines, world) => {
    const tasks: NewTask[] = []
    const projects = new Map<string, { id: ProjectId; name: string }>()
    for (const text of lines) {
      const line = newTaskOf(
        parseQuickAdd(text, world),
        { projectId: (projectId as ProjectId | undefined) ?? null },
        { task: newTaskId, project: newProjectId },
      )
      if (!line.ok) return line.error
      const { task, newProject } = line
      if (newProject) {
        const known = projects.get(newProject.name) ?? newProject
        projects.set(known.name, known)
        task.projectId = known.id
      }
      tasks.push(task)
    }
    let refusal: string | null = null
    const step = withProjects(createStep(tasks), [...projects.values()])
    const done = perform(device, step, {
      onRefusal(reason) {
        refusal = reason
      },
    })
    if (done === null) return refusal
    if (refusal !== null) tellRefusal(refusal)
    return null
  }
}
