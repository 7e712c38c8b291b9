import type { ProjectId, Task } from '@holdfast/domain'
import { useRole } from '../projects/use-role.ts'

/** A viewer of its project only reads a task. */
export function useCanEdit({ projectId }: Pick<Task, 'projectId'>): boolean {
  return useRole(projectId ?? ('' as ProjectId)) !== 'viewer'
}
