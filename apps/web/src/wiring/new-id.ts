import type { ProjectId, TaskId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'

export const newTaskId = (): TaskId => uuidv7() as TaskId
export const newProjectId = (): ProjectId => uuidv7() as ProjectId
