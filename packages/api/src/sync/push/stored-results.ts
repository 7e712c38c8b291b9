import type { Transaction } from '@holdfast/db'
import type { ClientId } from '@holdfast/domain'
import { type Mutation, MutationResult } from '@holdfast/sync'
import { digestOf } from './digest.ts'

/**
 * What was said of these mutations when they were decided: `reused` for an id under which another
 * intent was sent then. A `noop` stands for one that was taken back: whatever it did stays done.
 */
export const storedResults = async (
  tx: Transaction,
  clientId: ClientId,
  mutations: readonly Mutation[],
): Promise<MutationResult[]> => {
  if (mutations.length === 0) return []
  const rows = await tx.rows<{ id: number; digest: string; result: unknown }>({
    name: 'stored-results',
    text: 'SELECT id, digest, result FROM sync.mutations WHERE client_id = $1 AND id = ANY ($2)',
    values: [clientId, mutations.map(({ id }) => id)],
  })
  const stored = new Map(rows.map((row) => [row.id, row]))
  return mutations.map((mutation) => {
    const known = stored.get(mutation.id)
    const isSame = mutation.name === 'noop' || known?.digest === digestOf(mutation)
    return known && isSame
      ? MutationResult.parse(known.result)
      : { id: mutation.id, status: 'reused' }
  })
}

/** Keeps results beside their effect, and what they are results of. */
export const storeResults = async (
  tx: Transaction,
  clientId: ClientId,
  mutations: readonly Mutation[],
  results: readonly MutationResult[],
): Promise<void> => {
  const last = mutations.at(-1)
  if (!last) return
  await tx.rows({
    name: 'store-results',
    text: `INSERT INTO sync.mutations (client_id, id, name, digest, result)
           SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[])`,
    values: [
      clientId,
      mutations.map(({ id }) => id),
      mutations.map(({ name }) => name),
      mutations.map(digestOf),
      results.map((result) => JSON.stringify(result)),
    ],
  })
  await tx.rows({
    name: 'advance-client',
    text: 'UPDATE sync.clients SET last_mutation_id = $2 WHERE id = $1',
    values: [clientId, last.id],
  })
}
