import type { Transaction } from '@holdfast/db'
import type { Bucket, ClientId } from '@holdfast/domain'
import { type Mutation, MutationResult, type StoredResult } from '@holdfast/sync'
import { digestOf } from './digest.ts'

/** What was said of these mutations when they were decided, by id. */
export const storedResults = async (
  tx: Transaction,
  clientId: ClientId,
  mutations: readonly Mutation[],
): Promise<Map<number, StoredResult>> => {
  if (mutations.length === 0) return new Map()
  const rows = await tx.rows<{ id: number; digest: string; result: unknown }>({
    name: 'stored-results',
    text: 'SELECT id, digest, result FROM sync.mutations WHERE client_id = $1 AND id = ANY ($2)',
    values: [clientId, mutations.map(({ id }) => id)],
  })
  return new Map(
    rows.map(({ id, digest, result }) => [id, { digest, result: MutationResult.parse(result) }]),
  )
}

/** What was decided of a mutation; an applied one with the buckets where its effect is to be seen. */
export type Decided =
  | { status: 'applied'; buckets: Bucket[] }
  | Exclude<MutationResult, { status: 'applied' | 'reused' }>

/**
 * Numbers the transaction, then keeps what was decided beside its effect: the last of its statements
 * but COMMIT, since who else writes to these buckets waits from here on.
 */
export const storeResults = async (
  tx: Transaction,
  clientId: ClientId,
  mutations: readonly Mutation[],
  decided: readonly Decided[],
): Promise<MutationResult[]> => {
  const last = mutations.at(-1)
  if (!last) return []
  const rows = mutations.map((mutation, i) => {
    const { id, name } = mutation
    const result = decided[i] as Decided
    const buckets = result.status === 'applied' ? result.buckets : null
    return { id, name, digest: digestOf(mutation), buckets, result }
  })
  await tx.rows({ text: 'SET CONSTRAINTS ALL IMMEDIATE' })
  const stored = await tx.rows<{ result: unknown }>({
    name: 'store-results',
    text: `WITH decided AS (
             SELECT * FROM jsonb_to_recordset($2)
               AS row (id bigint, name text, digest text, buckets text[], result jsonb)
           ), advanced AS (
             UPDATE sync.clients SET last_mutation_id = $3 WHERE id = $1
           ), stored AS (
             INSERT INTO sync.mutations (client_id, id, name, digest, result)
             SELECT $1, id, name, digest, CASE WHEN buckets IS NULL THEN result ELSE
               jsonb_build_object('id', id, 'status', 'applied', 'at', coalesce((
                 SELECT jsonb_object_agg(bucket, n) FROM sync.commits
                 WHERE xid = pg_current_xact_id_if_assigned() AND bucket = ANY (buckets)
               ), '{}')) END
             FROM decided
             RETURNING id, result
           )
           SELECT result FROM stored ORDER BY id`,
    values: [clientId, JSON.stringify(rows), last.id],
  })
  return stored.map(({ result }) => MutationResult.parse(result))
}
