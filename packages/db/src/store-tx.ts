import {
  type Activity,
  type IsoDate,
  keyOf,
  type Noticed,
  type Patch,
  type Reads,
  type Row,
  type RowKey,
  type Rows,
  rowKey,
  type TaskPlace,
  type UserId,
} from '@holdfast/domain'
import type { QueryResultRow } from 'pg'
import type { Statement, Transaction } from './reader.ts'
import { type Answers, answer, isAnswered, noAnswers } from './rows/answer.ts'
import { KeptBack } from './rows/kept-back.ts'
import { LoadedRows, rowsFrom } from './rows/loaded-rows.ts'
import { lockRows, readRows } from './rows/read-rows.ts'
import { nameAuthors, tellingConflicts } from './rows/write-conflicts.ts'
import { statementsOf } from './rows/write-patches.ts'
import { sqlState } from './sql-state.ts'

/**
 * Another transaction inserted a row of the same id in the meantime. The same transaction, tried
 * again, sees it: so it counts as a serialization failure.
 */
class RowAppeared extends Error {
  readonly code = '40001'

  constructor(cause: unknown) {
    super('a row to be inserted was inserted by another transaction', { cause })
    this.name = 'RowAppeared'
  }
}

const UNIQUE_VIOLATION = '23505'

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
   * Locks what `wants` asks for, with what lies behind tasks, so that `prepare` has all of it. Where
   * not all can be named before something is seen, looks at that and locks nothing yet.
   */
  foresee(wants: (rows: Rows) => readonly Reads[]): Promise<void>
  /**
   * Asks `wants` what it reads until it wants nothing new, then locks all of it at once, sorted, so
   * that two transactions which want the same rows never wait for each other.
   */
  prepare(wants: (rows: Rows) => readonly Reads[]): Promise<Rows>
  /** @throws RowAppeared where a row to be inserted has come to be: the transaction must be retried */
  write(patches: readonly Patch[]): Promise<void>
  /** Tells both writers what an edit met. To be called before the edit itself is entered. */
  tell(actor: UserId, conflicts: readonly Noticed[], now: IsoDate): Promise<void>
  /** Enters what was done, with its values before and after; by null: by no person. */
  audit(actor: UserId | null, activity: readonly Activity[], now: IsoDate): Promise<void>
  /** Sends what a store that keeps back has been given to write. @throws RowAppeared */
  flush(): Promise<void>
  /**
   * Sends what is kept back, then these statements, and commits, all in one flight.
   * @returns the rows of each of these statements @throws RowAppeared
   */
  commit(last: readonly Statement[]): Promise<QueryResultRow[][]>
}

export interface StoreOptions {
  /**
   * Writes wait for `flush`, to go together: many changes in few statements. Later loads see them
   * all the same; of what is only kept back they do not know the version.
   */
  keepsBack?: boolean
}

export const storeTx = (tx: Transaction, options: StoreOptions = {}): StoreTx =>
  new RecordStore(tx, options)

type Wants = (rows: Rows) => readonly Reads[]

/** Only tasks name further rows to be seen: the project that they lie in, and memberships there. */
const leadsOn = (key: RowKey): boolean => key.startsWith('task:')

const hasQuestions = ({ questions = [] }: Reads): boolean => questions.length > 0

class RecordStore implements StoreTx {
  readonly #tx: Transaction
  readonly #keepsBack: boolean
  readonly #kept = new KeptBack()
  readonly #loaded = new LoadedRows()
  /** Looked at without a lock. */
  readonly #seen = new Map<RowKey, Row | null>()

  constructor(tx: Transaction, { keepsBack = false }: StoreOptions) {
    this.#tx = tx
    this.#keepsBack = keepsBack
  }

  async load(reads: readonly Reads[]): Promise<Rows> {
    await this.#lock(reads)
    return this.#view(await this.#ask(reads))
  }

  foresee(wants: Wants): Promise<void> {
    const reads = wants(this.#preview(noAnswers))
    const isNamed = !reads.some((one) => hasQuestions(one) || this.#mustSee(one))
    return isNamed ? this.#lock(reads) : this.#look(reads)
  }

  async prepare(wants: Wants): Promise<Rows> {
    return this.#ready(wants) ?? this.#settle(await this.#explore(wants), wants)
  }

  async write(patches: readonly Patch[]): Promise<void> {
    this.#loaded.requireLocks(patches)
    this.#kept.write(patches)
    if (this.#keepsBack) return this.#loaded.apply(patches)
    await this.flush()
    this.#loaded.forget(patches)
    this.#seen.clear()
  }

  async tell(actor: UserId, conflicts: readonly Noticed[], now: IsoDate): Promise<void> {
    this.#kept.meet(actor, conflicts, now)
    if (!this.#keepsBack) await this.flush()
  }

  async audit(actor: UserId | null, activity: readonly Activity[], now: IsoDate): Promise<void> {
    this.#kept.audit(actor, activity, now)
    if (!this.#keepsBack) await this.flush()
  }

  async flush(): Promise<void> {
    const writes = await this.#takeKept()
    await orAppeared(Promise.all(writes.map((write) => this.#tx.rows(write))))
  }

  async commit(last: readonly Statement[]): Promise<QueryResultRow[][]> {
    // All of them first: where one cannot even be made, none may be sent.
    const writes = await this.#takeKept()
    const answers = await orAppeared(this.#tx.commit([...writes, ...last]))
    return answers.slice(writes.length)
  }

  async #takeKept(): Promise<Statement[]> {
    const { patches, entries, met } = this.#kept.take()
    const named = met.length > 0 ? await nameAuthors(this.#tx, met) : met
    return [
      ...statementsOf(patches),
      ...(entries.length > 0 ? [insertingActivity(entries)] : []),
      ...(named.length > 0 ? [tellingConflicts(named)] : []),
    ]
  }

  /** What is wanted is held already, as for most mutations of a batch. */
  #ready(wants: Wants): Rows | null {
    const rows = this.#view(noAnswers)
    const reads = wants(rows)
    const isHeld = this.#loaded.missing(reads).keys.length === 0
    return isHeld && !reads.some(hasQuestions) ? rows : null
  }

  /** Looks on until it is known what must be locked. */
  async #explore(wants: Wants): Promise<readonly Reads[]> {
    let reads: readonly Reads[] = []
    for (let round = 0; round <= MAX_ROUNDS; round++) {
      const next = wants(this.#preview(await this.#ask(reads)))
      if (isAnswered(next, reads) && this.#unseen(next).length === 0) return next
      await this.#look(next)
      reads = next
    }
    throw new Error(WITHOUT_END)
  }

  /** Locks, and asks once more: what was looked at may have changed since. */
  async #settle(first: readonly Reads[], wants: Wants): Promise<Rows> {
    let reads = first
    for (let round = 0; round <= MAX_ROUNDS; round++) {
      const rows = await this.load(reads)
      const next = wants(rows)
      if (this.#loaded.missing(next).keys.length === 0 && isAnswered(next, reads)) return rows
      reads = next
    }
    throw new Error(WITHOUT_END)
  }

  async #look(reads: readonly Reads[]): Promise<void> {
    const keys = this.#unseen(reads)
    const found = new Map((await readRows(this.#tx, keys)).map((row) => [keyOf(row), row]))
    for (const key of keys) this.#seen.set(key, found.get(key) ?? null)
  }

  async #lock(reads: readonly Reads[]): Promise<void> {
    const { keys, lockOf } = this.#loaded.missing(reads)
    const unseen = ({ task }: TaskPlace) => this.#find(rowKey('task', task)) === undefined
    const behind = reads.flatMap((one) => one.behind ?? []).filter(unseen)
    const rows = await lockRows(this.#tx, keys, lockOf, behind)
    this.#loaded.add([...keys, ...rows.map(keyOf)], rows, lockOf)
  }

  #mustSee({ follows = [] }: Reads): boolean {
    return follows.some((key) => this.#find(key) === undefined)
  }

  /** Answers are sought in tables, so what is kept back must get there first. */
  async #ask(reads: readonly Reads[]): Promise<Answers> {
    if (!reads.some(hasQuestions)) return noAnswers
    await this.flush()
    return answer(this.#tx, reads)
  }

  #find(key: RowKey): Row | null | undefined {
    const row = this.#loaded.find(key)
    return row === undefined ? this.#seen.get(key) : row
  }

  #unseen(reads: readonly Reads[]): RowKey[] {
    const wanted = reads.flatMap(({ keys, looksAt = [] }) => [...keys, ...looksAt])
    return [...new Set(wanted)].filter((key) => leadsOn(key) && this.#find(key) === undefined)
  }

  #view(answers: Answers): Rows {
    return rowsFrom((key) => this.#loaded.find(key), answers)
  }

  #preview(answers: Answers): Rows {
    return rowsFrom((key) => this.#find(key), answers)
  }
}

const WITHOUT_END = 'a mutator wants to see more in every round'

const orAppeared = async <T>(writes: Promise<T>): Promise<T> => {
  try {
    return await writes
  } catch (error) {
    throw sqlState(error) === UNIQUE_VIOLATION ? new RowAppeared(error) : error
  }
}

const insertingActivity = (entries: readonly object[]): Statement => ({
  name: 'insert-activity',
  text: `INSERT INTO audit.activity_log
           (entity_type, entity_id, action, actor_id, metadata, created_at)
         SELECT entity_type, entity_id, action, actor_id, metadata, created_at
         FROM jsonb_populate_recordset(NULL::audit.activity_log, $1)`,
  values: [JSON.stringify(entries)],
})
