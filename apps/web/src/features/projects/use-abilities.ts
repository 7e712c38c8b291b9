import { useMe, useMembers } from '@holdfast/client/react'
import {
  abilitiesOnProject,
  type Project,
  type ProjectAbilities,
  type ProjectId,
  type ProjectRole,
} from '@holdfast/domain'

/** What the person is in a project; while the device does not know, the server’s rules decide. */
export function useRole(projectId: ProjectId): ProjectRole {
  const me = useMe()
  return useMembers(projectId).find(({ userId }) => userId === me?.id)?.role ?? 'editor'
}

/** What the person may do with a project. */
export function useProjectAbilities(project: Project): ProjectAbilities {
  const me = useMe()?.id ?? project.ownerId
  return abilitiesOnProject(project, me, useRole(project.id))
}
