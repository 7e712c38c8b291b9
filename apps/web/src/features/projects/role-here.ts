import type { Device } from '@holdfast/client'
import type { ProjectId, ProjectRole, UserId } from '@holdfast/domain'

/** What a person is in a project; while the device does not know, the server’s rules decide. */
export const roleHere = ({ queries }: Device, projectId: ProjectId, me?: UserId): ProjectRole => {
  const members = queries.members(projectId).get()
  return members.find(({ userId }) => userId === me)?.role ?? 'editor'
}
