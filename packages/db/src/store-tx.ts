import type { Activity, IsoDate, Patch, Reads, Rows, UserId } from '@holdfast/domain'
import type { Transaction } from './reader.ts'
import { answer, isAnswered } from './rows/answer.ts'
import { LoadedRows } from './rows/loaded-rows.ts'
import { lockRows, readRows } from './rows/read-rows.ts'
import { writePatches } from './rows/write-patches.ts'
import { activityLog } from './schema/audit.ts'

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
  /** Enters what was done, with its values before and after. */
  audit(actor: UserId, activity: readonly Activity[], now: IsoDate): Promise<void>
  /** Runs `work` under a savepoint: when it throws, what it wrote is undone and the error goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}

export const storeTx = (tx: Transaction): StoreTx => {
  let loaded = new LoadedRows()

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
      const rows = held.view(await answer(tx, reads))
      const next = wants(rows)
      if (held.missing(next).keys.length === 0 && isAnswered(next, reads)) return { rows, reads }
      reads = next
    }
    throw new Error('a mutator wants to see more in every round')
  }

  return {
    async load(reads) {
      await lock(reads)
      return loaded.view(await answer(tx, reads))
    },

    async prepare(wants) {
      const seen = loaded.copy()
      const { reads } = await settle(seen, [], wants, (reads) => look(seen, reads))
      return (await settle(loaded, reads, wants, lock)).rows
    },

    async write(patches) {
      loaded.requireLocks(patches)
      await writePatches(tx, patches)
      loaded.forget(patches)
    },

    async audit(actor, activity, now) {
      if (activity.length === 0) return
      await tx.db.insert(activityLog).values(
        activity.map(({ entity, entityId, action, before, after }) => ({
          entityType: entity,
          entityId,
          action,
          actorId: actor,
          metadata: { before, after },
          createdAt: now,
        })),
      )
    },

    async attempt(work) {
      const before = loaded.copy()
      await tx.rows({ text: 'SAVEPOINT attempt' })
      try {
        const result = await work()
        await tx.rows({ text: 'RELEASE SAVEPOINT attempt' })
        return result
      } catch (error) {
        loaded = before
        await tx.rows({ text: 'ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt' })
        throw error
      }
    },
  }
}
