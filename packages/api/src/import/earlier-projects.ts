import type { Reader } from '@holdfast/db'
import type { IsoDate, ProjectId, UserId } from '@holdfast/domain'
import type { EarlierProject } from './import-contract.ts'

const SQL = `
  SELECT p.id, p.name, r.created_at
  FROM tasks.project_members m
  JOIN tasks.projects p ON p.id = m.project_id AND p.status = 'active'
  JOIN ops.import_items i ON i.project_id = p.id
    AND i.source = $2 AND i.kind = 'board' AND i.source_id = $3
  JOIN ops.import_runs r ON r.id = i.run_id
  WHERE m.user_id = $1 AND m.left_at IS NULL AND m.role <> 'viewer'
  ORDER BY r.created_at DESC, p.id`

interface EarlierRow {
  id: ProjectId
  name: string
  created_at: IsoDate
}

/** Where a board was imported to before, of the projects that the caller may write to: newest first. */
export const earlierProjects = async (
  reader: Reader,
  caller: UserId,
  source: string,
  boardId: string,
): Promise<EarlierProject[]> => {
  const rows = await reader.rows<EarlierRow>({ text: SQL, values: [caller, source, boardId] })
  return rows.map(({ id, name, created_at }) => ({
    projectId: id,
    name,
    importedAt: created_at,
  }))
}
