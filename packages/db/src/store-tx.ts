import type { Activity, IsoDate, Noticed, Patch, Reads, Rows, UserId } from '@holdfast/domain'
import type { Transaction } from './reader.ts'
import { type Answers, answer, isAnswered } from './rows/answer.ts'
import { KeptBack } from './rows/kept-back.ts'
import { LoadedRows } from './rows/loaded-rows.ts'
import { lockRows, readRows } from './rows/read-rows.ts'
import { nameAuthors, writeConflicts } from './rows/write-conflicts.ts'
import { writePatches } from './rows/write-patches.ts'

/** Rounds in which a mutator may ask for more: task, its project, the memberships there. */
const MAX_ROUNDS = 3

/** The record's side of a mutator, over one open transaction. Holding it is the permission to write. */
export interface StoreTx {
  /**
   * Locks and reads what is asked for: `keys` to be changed, `looksAt` only to stay as it is. Rows
   * that were read before are not read again; questions are answered anew each time.
   */
  load(reads: readonly Reads[]): Promise<Rows>
  /**
   * Asks `wants` what it reads until it wants nothing new, then locks all of it at once, sorted, so
   * that two transactions which want the same rows never wait for each other.
   */
  prepare(wants: (rows: Rows) => readonly Reads[]): Promise<Rows>
  /** @throws RowAppeared where a row to be inserted has come to be: the transaction must be retried */
  write(patches: readonly Patch[]): Promise<void>
  /** Tells both writers what an edit met. To be called before the edit itself is entered. */
  tell(actor: UserId, conflicts: readonly Noticed[], now: IsoDate): Promise<void>
  /** Enters what was done, with its values before and after. */
  audit(actor: UserId, activity: readonly Activity[], now: IsoDate): Promise<void>
  /** Sends what a store that keeps back has been given to write. @throws RowAppeared */
  flush(): Promise<void>
}

export interface StoreOptions {
  /**
   * Writes wait for `flush`, to go together: many changes in few statements. Later loads see them
   * all the same; of what is only kept back they do not know the version.
   */
  keepsBack?: boolean
}

export const storeTx = (tx: Transaction, { keepsBack = false }: StoreOptions = {}): StoreTx => {
  const loaded = new LoadedRows()
  const kept = new KeptBack()

  const flush = async (): Promise<void> => {
    const { patches, entries, met } = kept.take()
    const named = met.length > 0 ? await nameAuthors(tx, met) : met
    await writePatches(tx, patches)
    if (entries.length > 0)
      await tx.rows({
        name: 'insert-activity',
        text: `INSERT INTO audit.activity_log
                 (entity_type, entity_id, action, actor_id, metadata, created_at)
               SELECT entity_type, entity_id, action, actor_id, metadata, created_at
               FROM jsonb_populate_recordset(NULL::audit.activity_log, $1)`,
        values: [JSON.stringify(entries)],
      })
    if (named.length > 0) await writeConflicts(tx, named)
  }
  /** Answers are sought in tables, so what is kept back must get there first. */
  const ask = async (reads: readonly Reads[]): Promise<Answers> => {
    if (reads.some(({ questions = [] }) => questions.length > 0)) await flush()
    return answer(tx, reads)
  }

  const look = async (seen: LoadedRows, reads: readonly Reads[]): Promise<void> => {
    const { keys, lockOf } = seen.missing(reads)
    if (keys.length > 0) seen.add(keys, await readRows(tx, keys), lockOf)
  }
  const lock = async (reads: readonly Reads[]): Promise<void> => {
    const { keys, lockOf } = loaded.missing(reads)
    if (keys.length > 0) loaded.add(keys, await lockRows(tx, keys, lockOf), lockOf)
  }

  /** Asks on until all that is wanted is held. */
  const settle = async (
    held: LoadedRows,
    first: readonly Reads[],
    wants: (rows: Rows) => readonly Reads[],
    take: (reads: readonly Reads[]) => Promise<void>,
  ): Promise<{ rows: Rows; reads: readonly Reads[] }> => {
    let reads = first
    for (let round = 0; round <= MAX_ROUNDS; round++) {
      await take(reads)
      const rows = held.view(await ask(reads))
      const next = wants(rows)
      if (held.missing(next).keys.length === 0 && isAnswered(next, reads)) return { rows, reads }
      reads = next
    }
    throw new Error('a mutator wants to see more in every round')
  }

  return {
    async load(reads) {
      await lock(reads)
      return loaded.view(await ask(reads))
    },

    async prepare(wants) {
      const seen = loaded.copy()
      const { reads } = await settle(seen, [], wants, (reads) => look(seen, reads))
      return (await settle(loaded, reads, wants, lock)).rows
    },

    async write(patches) {
      loaded.requireLocks(patches)
      kept.write(patches)
      if (keepsBack) return loaded.apply(patches)
      await flush()
      loaded.forget(patches)
    },

    async tell(actor, conflicts, now) {
      kept.meet(actor, conflicts, now)
      if (!keepsBack) await flush()
    },

    async audit(actor, activity, now) {
      kept.audit(actor, activity, now)
      if (!keepsBack) await flush()
    },

    flush,
  }
}
