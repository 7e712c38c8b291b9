import type { Refusal } from '@holdfast/client'
import { isoDate } from '@holdfast/domain'
import { expect, it } from 'vitest'
import { ada, projectId, taskId } from '../../testing/seed.ts'
import { asOwnTask } from './as-own-task.ts'

const args = { id: taskId(1), title: 'Rent', projectId: projectId(1), assignedTo: ada }
const issue: Refusal = {
  kind: 'rejected',
  id: 1,
  name: 'create-task',
  args,
  at: isoDate(new Date('2026-11-22T10:00:00Z')),
  about: null,
  title: 'Rent',
  reason: { status: 'rejected', code: 'project-not-found', message: 'There is no such project.' },
}

it('takes a refused new task out of its project', () => {
  expect(asOwnTask(issue)).toEqual({ ...args, projectId: null, assignedTo: null })
})

it('leaves alone what would be refused again, or can be sent again as it is', () => {
  expect(asOwnTask({ ...issue, name: 'edit-task' })).toBeNull()
  expect(asOwnTask({ ...issue, args: { ...args, projectId: null } })).toBeNull()
  expect(asOwnTask({ ...issue, reason: { status: 'failed', supportId: 'x' } })).toBeNull()
})
