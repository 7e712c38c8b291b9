import type { Reader } from '@holdfast/db'
import { displayName, type ProjectId, type UserId } from '@holdfast/domain'

/** Someone whom imported work may be assigned to. */
export interface Person {
  userId: UserId
  displayName: string
  /** A member of the project already; others join it by the import. */
  inProject: boolean
}

const SQL = `
  SELECT p.user_id, p.first_name, p.last_name,
    EXISTS (
      SELECT FROM tasks.project_members m
      WHERE m.project_id = $2 AND m.user_id = p.user_id AND m.left_at IS NULL
    ) AS in_project
  FROM users.user_profiles p
  JOIN users.users u ON u.id = p.user_id AND u.status = 'active'
  WHERE p.user_id = $1 OR p.user_id IN (
    SELECT other.user_id
    FROM tasks.project_members mine
    JOIN tasks.project_members other
      ON other.project_id = mine.project_id AND other.left_at IS NULL
    WHERE mine.user_id = $1 AND mine.left_at IS NULL
  )
  ORDER BY p.first_name, p.last_name, p.user_id`

interface PersonRow {
  user_id: UserId
  first_name: string | null
  last_name: string | null
  in_project: boolean
}

/** The caller and everyone they share a project with. */
export const peopleAround = async (
  reader: Reader,
  caller: UserId,
  projectId: ProjectId | null,
): Promise<Person[]> => {
  const rows = await reader.rows<PersonRow>({ text: SQL, values: [caller, projectId] })
  return rows.map((row) => ({
    userId: row.user_id,
    displayName: displayName({ firstName: row.first_name ?? '', lastName: row.last_name ?? '' }),
    inProject: row.in_project,
  }))
}
