import type { StoreTx } from '@holdfast/db'
import {
  memberId,
  type ProjectId,
  requireOnProject,
  requireOpenProject,
  rowKey,
  type UserId,
} from '@holdfast/domain'

/**
 * May the person import into the project?
 * @returns false where there is no such project yet: it may be created
 * @throws AppError `project-not-found` for a stranger, `forbidden` for a viewer, `project-archived`
 *   or `project-deleted`
 */
export const requireImportable = async (
  store: StoreTx,
  projectId: ProjectId,
  actor: UserId,
): Promise<boolean> => {
  const looksAt = [rowKey('project', projectId), rowKey('member', memberId(projectId, actor))]
  const rows = await store.load([{ keys: [], looksAt }])
  if (!rows.project(projectId)) return false
  requireOnProject(rows, projectId, actor, 'add')
  requireOpenProject(rows, projectId)
  return true
}
