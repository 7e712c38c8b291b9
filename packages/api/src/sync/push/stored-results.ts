import type { Change, Statement, Transaction } from '@holdfast/db'
import type { Bucket, ClientId, RowKey, RowKind, UserId } from '@holdfast/domain'
import {
  type AppliedDrafts,
  type Mutation,
  MutationResult,
  type StoredResult,
} from '@holdfast/sync'
import { digestOf } from './digest.ts'

/** Who sends a batch, and under which name of a device. */
interface From {
  userId: UserId
  clientId: ClientId
}

/** What the record says of a batch before it is run. */
interface Known {
  /** Of those that were decided under their ids. */
  stored: Map<number, StoredResult>
  applied: AppliedDrafts
}

/** What was said of these mutations, whose ids are consecutive, when they were decided. */
export const readKnown = async (
  tx: Transaction,
  { userId, clientId }: From,
  mutations: readonly Mutation[],
): Promise<Known> => {
  const drafts = mutations.map(({ draftId }) => draftId)
  const rows = await tx.rows<{ id: number | null; key: string; result: unknown }>({
    name: 'known-results',
    text: `SELECT id, digest AS key, result FROM sync.mutations
           WHERE client_id = $1 AND id BETWEEN $2 AND $3
           UNION ALL
           SELECT NULL, draft_id::text, result FROM sync.mutations
           WHERE user_id = $4 AND draft_id = ANY ($5::uuid[])`,
    values: [clientId, mutations[0]?.id, mutations.at(-1)?.id, userId, drafts],
  })
  const stored = new Map<number, StoredResult>()
  const applied = new Map<string, MutationResult>()
  for (const { id, key, result: json } of rows) {
    const result = MutationResult.parse(json)
    if (id === null) applied.set(key, result)
    else stored.set(id, { digest: key, result })
  }
  return { stored, applied }
}

/** What was decided of a mutation; of an applied one the rows that it wrote. */
export type Decided =
  | { status: 'applied'; rows: readonly RowKey[] }
  /** Its draft is applied already: by another mutation of this batch, with these rows, or long ago. */
  | { status: 'repeated'; of: { rows: readonly RowKey[] } | { result: MutationResult } }
  | Exclude<MutationResult, { status: 'applied' | 'reused' }>

/** A change in one bucket, as the transaction's own log has it. */
export interface OwnChange extends Omit<Change, 'kind'> {
  bucket: Bucket
  n: number
  kind: RowKind | 'grant'
}

/** The results as the device gets them, and every bucket that the transaction touched. */
export interface Stored {
  results: MutationResult[]
  touched: Bucket[]
  /** In every bucket, in their order; null where they were not asked for. */
  changes: OwnChange[] | null
}

/**
 * The statements that number the transaction, then keep what was decided beside its effect. An
 * applied mutation is to be seen in the buckets that its rows came to or left, as far as the person
 * may see those. The last before COMMIT, since who else writes to these buckets waits from here on.
 * The second answers with one `Stored`.
 * @param withChanges whether it also tells the changes
 */
export const storingResults = (
  { userId, clientId }: From,
  mutations: readonly Mutation[],
  decided: readonly Decided[],
  withChanges: boolean,
): Statement[] => {
  const rows = mutations.map((mutation, i) => {
    const { id, name } = mutation
    return { id, name, digest: digestOf(mutation), ...kept(mutation, decided[i] as Decided) }
  })
  return [
    { text: 'SET CONSTRAINTS ALL IMMEDIATE' },
    {
      name: 'store-results',
      text: STORE,
      values: [clientId, JSON.stringify(rows), mutations.at(-1)?.id, userId, withChanges],
    },
  ]
}

/** What is kept of an outcome: of an applied one what to find its effect by, and whose draft it was. */
const kept = ({ name, draftId }: Mutation, outcome: Decided) => {
  if (outcome.status === 'repeated') return outcome.of
  if (outcome.status !== 'applied') return { result: outcome }
  return { rows: outcome.rows, ...(name !== 'noop' && { draft: draftId }) }
}

// What a membership grants or takes is logged under the membership's id.
const STORE = `
  WITH decided AS (
    SELECT * FROM jsonb_to_recordset($2)
      AS row (id bigint, name text, digest text, draft uuid, rows text[], result jsonb)
  ), advanced AS (
    UPDATE sync.clients SET last_mutation_id = $3 WHERE id = $1
  ), seen AS (
    SELECT l.seq, l.entity, l.id, l.version, c.bucket, c.n, c.bucket = ANY (l.buckets) AS present,
           CASE l.entity WHEN 'grant' THEN 'member' ELSE l.entity END || ':' || l.id AS key
    FROM sync.change_log l
    CROSS JOIN unnest(l.buckets || l.left_buckets) AS touched (bucket)
    JOIN sync.commits c ON c.xid = l.xid AND c.bucket = touched.bucket
    WHERE l.xid = pg_current_xact_id_if_assigned()
  ), placed AS (
    SELECT decided.id, jsonb_object_agg(seen.bucket, seen.n) AS at
    FROM decided CROSS JOIN unnest(decided.rows) AS own (key) JOIN seen USING (key)
    WHERE seen.bucket IN (SELECT sync.granted_buckets($4))
    GROUP BY decided.id
  ), stored AS (
    INSERT INTO sync.mutations (client_id, id, name, digest, result, user_id, draft_id)
    SELECT $1, id, name, digest, COALESCE(result, jsonb_build_object(
             'id', id, 'status', 'applied', 'at', COALESCE(at, '{}'))), $4, draft
    FROM decided LEFT JOIN placed USING (id)
    RETURNING id, result
  )
  SELECT jsonb_agg(result ORDER BY id) AS results,
         ARRAY(SELECT bucket FROM sync.commits WHERE xid = pg_current_xact_id_if_assigned())
           AS touched,
         (SELECT jsonb_agg(jsonb_build_object(
                   'bucket', bucket, 'n', n, 'kind', entity, 'id', id, 'version', version,
                   'present', present) ORDER BY seq)
          FROM seen WHERE $5) AS changes
  FROM stored`
