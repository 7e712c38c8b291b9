import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import { sqlState } from '../sql-state.ts'
import { MigrationError } from './migration-error.ts'
import type { Script } from './migration-files.ts'

/** How long a step that needs a table for itself may keep others off it, and tries to get it, in ms. */
export interface Patience {
  lockTimeout: number
  tryFor: number
}

export const defaultPatience: Patience = { lockTimeout: 2000, tryFor: 120_000 }

/** `lock_not_available`: somebody has had the table for longer than was waited. */
const LOCK_TIMED_OUT = '55P03'

/**
 * Runs a script and enters it in the ledger. In a transaction it waits only so long for a lock:
 * whoever waits for one makes all later ones wait too. Then everybody goes on, and it tries again.
 * @throws Error naming the migration
 */
export const runScript = async (
  client: Client,
  name: string,
  script: Script,
  entry: string,
  { lockTimeout, tryFor }: Patience,
  log?: (message: string) => void,
): Promise<void> => {
  for (const until = Date.now() + tryFor; ; await delay(lockTimeout / 2)) {
    try {
      if (!script.inTransaction) return await runAsItIs(client, [...script.statements, entry])
      return await inTransaction(client, lockTimeout, [...script.statements, entry])
    } catch (cause) {
      if (sqlState(cause) === LOCK_TIMED_OUT && script.inTransaction && Date.now() < until) {
        log?.(`${name} waits for a table that is in use`)
        continue
      }
      throw new MigrationError(`Migration ${name} failed: ${whyOf(cause)}`, { cause })
    }
  }
}

const runAsItIs = async (client: Client, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await client.query(statement)
}

const inTransaction = async (
  client: Client,
  lockTimeout: number,
  statements: readonly string[],
): Promise<void> => {
  try {
    await runAsItIs(client, ['BEGIN', `SET LOCAL lock_timeout = ${lockTimeout}`])
    await runAsItIs(client, statements)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

const whyOf = (cause: unknown): string => {
  if (sqlState(cause) === LOCK_TIMED_OUT)
    return 'a table was in use all the time. Find who holds it in pg_stat_activity (state “idle in transaction”), end that, and run it again.'
  return cause instanceof Error ? cause.message : String(cause)
}
