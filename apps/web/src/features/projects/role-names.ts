import type { ProjectRole } from '@holdfast/domain'

export const roleNames: Readonly<Record<ProjectRole, string>> = {
  owner: 'Owner',
  editor: 'Editor',
  viewer: 'Viewer',
}
