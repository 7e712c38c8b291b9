import type { Reader, Transaction } from '@holdfast/db'
import type { ProjectId, TaskId, UserId } from '@holdfast/domain'
import { storableJson } from './clean-text.ts'
import { itemKey, type SourceItem } from './source-item.ts'

/** Items written by one statement: some megabytes of JSON. */
const CHUNK = 1000

/** Imports into one project run one after another. Held until the transaction ends. */
export const lockImports = async (tx: Transaction, projectId: ProjectId): Promise<void> => {
  await tx.rows({
    text: `SELECT pg_advisory_xact_lock(hashtextextended('import:' || $1, 0))`,
    values: [projectId],
  })
}

export interface EarlierItem {
  taskId: TaskId | null
  /** Null for kinds whose content is not asked for. */
  payload: unknown
}

interface EarlierRow {
  kind: string
  source_id: string
  task_id: TaskId | null
  payload: unknown
}

/**
 * What earlier imports kept of a source in a project, by `itemKey`.
 * @param withPayload the kinds whose content is wanted
 */
export const readEarlierItems = async (
  reader: Reader,
  projectId: ProjectId,
  source: string,
  withPayload: readonly string[],
): Promise<ReadonlyMap<string, EarlierItem>> => {
  const rows = await reader.rows<EarlierRow>({
    text: `
      SELECT kind, source_id, task_id, CASE WHEN kind = ANY ($3) THEN payload END AS payload
      FROM ops.import_items
      WHERE project_id = $1 AND source = $2`,
    values: [projectId, source, withPayload],
  })
  return new Map(
    rows.map(({ kind, source_id, task_id, payload }) => [
      itemKey({ kind, sourceId: source_id }),
      { taskId: task_id, payload },
    ]),
  )
}

export interface ImportRun {
  id: string
  source: string
  projectId: ProjectId
  runBy: UserId
  /** SHA-256 of the file, in hex. */
  digest: string
  report: unknown
}

/** Keeps the run with its report, and the items that no earlier run has kept. */
export const recordImport = async (
  tx: Transaction,
  run: ImportRun,
  items: readonly SourceItem[],
): Promise<void> => {
  await tx.rows({
    text: `
      INSERT INTO ops.import_runs (id, source, project_id, run_by, digest, report)
      VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [run.id, run.source, run.projectId, run.runBy, run.digest, storableJson(run.report)],
  })
  for (let start = 0; start < items.length; start += CHUNK) {
    const rows = items.slice(start, start + CHUNK).map((item) => ({
      kind: item.kind,
      source_id: item.sourceId,
      payload: item.payload,
      task_id: item.taskId,
    }))
    await tx.rows({
      text: `
        INSERT INTO ops.import_items
          (project_id, source, kind, source_id, payload, task_id, run_id)
        SELECT $1, $2, kind, source_id, payload, task_id, $3
        FROM jsonb_to_recordset($4)
          AS item (kind text, source_id text, payload jsonb, task_id uuid)
        ON CONFLICT DO NOTHING`,
      values: [run.projectId, run.source, run.id, storableJson(rows)],
    })
  }
}
