import { useMe, useMembers } from '@holdfast/client/react'
import type { ProjectId, ProjectRole } from '@holdfast/domain'

/** What the person may do in a project; null while the device does not know. */
export function useRole(projectId: ProjectId): ProjectRole | null {
  const me = useMe()
  return useMembers(projectId).find(({ userId }) => userId === me?.id)?.role ?? null
}
