import { saveFile } from '../../components/save-file.ts'
import { currentWiring } from '../../wiring/account.ts'
import type { AuditFilters } from './admin-types.ts'

/**
 * Saves the entries as one file, which the server hands out in parts.
 * @param onRows how many have come so far
 * @returns how many there are @throws where the server did not answer: then nothing is saved
 */
export async function exportAudit(
  filters: AuditFilters,
  onRows: (rows: number) => void,
): Promise<number> {
  const parts: string[] = []
  let rows = 0
  let cursor: string | null = null
  do {
    const part: { csv: string; rows: number; nextCursor: string | null } =
      await currentWiring().api.admin.audit.export.query({ ...filters, cursor })
    parts.push(part.csv)
    rows += part.rows
    cursor = part.nextCursor
    onRows(rows)
  } while (cursor !== null)
  const day = new Date().toISOString().slice(0, 10)
  saveFile(`holdfast-audit-${day}.csv`, 'text/csv;charset=utf-8', parts.join(''))
  return rows
}
