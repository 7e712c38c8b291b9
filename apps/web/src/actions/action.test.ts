import type { ProjectRole, Task } from '@holdfast/domain'
import { describe, expect, it } from 'vitest'
import { openTestDevice } from '../testing/open-test-device.ts'
import { ada, member, project, projectId, task } from '../testing/seed.ts'
import type { ActionContext } from './action.ts'
import { completeTask } from './complete-task.ts'
import { copyLink } from './copy-link.ts'
import { deleteTask } from './delete-task.ts'
import { pickDue } from './pick-due.ts'
import { renameTask } from './rename-task.ts'
import { restoreTask } from './restore-task.ts'

async function contextOf(role: ProjectRole, tasks: readonly Task[]): Promise<ActionContext> {
  const device = await openTestDevice([
    { kind: 'project', row: project(1, 'Website') },
    { kind: 'member', row: member(1, { role }) },
  ])
  const anchor = {} as Element
  return { device, me: ada, tasks, anchor, go: () => undefined, openTask: () => undefined }
}

const inProject = { projectId: projectId(1) }
const deletedAt = task(1).updatedAt
const changes = [completeTask, renameTask, pickDue, deleteTask]

describe('actions on tasks', () => {
  it('that change something are not offered to a viewer', async () => {
    const context = await contextOf('viewer', [task(1, inProject)])
    for (const action of changes) expect(action.isEnabled(context)).toBe(false)
    expect(copyLink.isEnabled(context)).toBe(true)
    const trashed = await contextOf('viewer', [task(1, { ...inProject, deletedAt })])
    expect(restoreTask.isEnabled(trashed)).toBe(false)
  })

  it('are offered to an editor, and in a project that the device does not know', async () => {
    const context = await contextOf('editor', [task(1, inProject)])
    const unknown = { ...context, tasks: [task(1, { projectId: projectId(2) })] }
    for (const action of changes) {
      expect(action.isEnabled(context)).toBe(true)
      expect(action.isEnabled(unknown)).toBe(true)
    }
  })

  it('one task among them that may not be changed is enough', async () => {
    const context = await contextOf('viewer', [task(1), task(2, inProject)])
    expect(completeTask.isEnabled(context)).toBe(false)
  })

  it('an assignee works on a task but does not throw it away', async () => {
    const createdBy = 'another' as typeof ada
    const context = await contextOf('editor', [task(1, { createdBy, assignedTo: ada })])
    expect(completeTask.isEnabled(context)).toBe(true)
    expect(deleteTask.isEnabled(context)).toBe(false)
  })
})
