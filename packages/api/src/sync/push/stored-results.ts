import type { Change, Statement, Transaction } from '@holdfast/db'
import type { Bucket, ClientId, RowKey, RowKind, UserId } from '@holdfast/domain'
import { type Mutation, MutationResult, type StoredResult } from '@holdfast/sync'
import { digestOf } from './digest.ts'

/** What was said of these mutations, whose ids are consecutive, when they were decided; by id. */
export const readStored = async (
  tx: Transaction,
  clientId: ClientId,
  mutations: readonly Mutation[],
): Promise<Map<number, StoredResult>> => {
  const rows = await tx.rows<{ id: number; digest: string; result: unknown }>({
    name: 'stored-results',
    text: `SELECT id, digest, result FROM sync.mutations
           WHERE client_id = $1 AND id BETWEEN $2 AND $3`,
    values: [clientId, mutations[0]?.id, mutations.at(-1)?.id],
  })
  return new Map(
    rows.map(({ id, digest, result }) => [id, { digest, result: MutationResult.parse(result) }]),
  )
}

/** What was decided of a mutation; of an applied one the rows that it wrote. */
export type Decided =
  | { status: 'applied'; rows: readonly RowKey[] }
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
  { userId, clientId }: { userId: UserId; clientId: ClientId },
  mutations: readonly Mutation[],
  decided: readonly Decided[],
  withChanges: boolean,
): Statement[] => {
  const rows = mutations.map((mutation, i) => {
    const { id, name } = mutation
    const result = decided[i] as Decided
    const outcome = result.status === 'applied' ? { rows: result.rows } : { result }
    return { id, name, digest: digestOf(mutation), ...outcome }
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

// What a membership grants or takes is logged under the membership's id.
const STORE = `
  WITH decided AS (
    SELECT * FROM jsonb_to_recordset($2)
      AS row (id bigint, name text, digest text, rows text[], result jsonb)
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
    INSERT INTO sync.mutations (client_id, id, name, digest, result)
    SELECT $1, id, name, digest, COALESCE(result, jsonb_build_object(
             'id', id, 'status', 'applied', 'at', COALESCE(at, '{}')))
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
