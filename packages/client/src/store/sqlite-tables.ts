import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { IsoDate } from '@holdfast/domain'
import { type OutboxEntry, type OutboxPart, type SentEntry, StorageError } from '@holdfast/sync'
import type { DiskState, StoredEntry, StoredPage, Wreck, Writes } from './disk.ts'
import { readable } from './sqlite-failures.ts'
import { assertOutbox, isDiskState, isOutboxEntry, parsed, Torn } from './torn.ts'

/** The tables of an open file, read and written within transactions of its owner. */
export class SqliteTables {
  private readonly db: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.db = db
  }

  state(): DiskState {
    const state = this.stateOrNone()
    if (state) return state
    const left = this.prepared('SELECT 1 FROM state UNION ALL SELECT 1 FROM outbox').get()
    if (left) throw new Torn()
    throw new StorageError('closed', new Error('the store was destroyed'))
  }

  stateOrNone(): DiskState | undefined {
    const state = parsed(this.prepared('SELECT state FROM state').get()?.state)
    return isDiskState(state) ? state : undefined
  }

  entries(part: OutboxPart = 'all'): OutboxEntry[] {
    const rows =
      part === 'all'
        ? this.prepared('SELECT entry FROM outbox ORDER BY id').all()
        : this.prepared(
            `SELECT entry FROM outbox
             WHERE settled = 1 OR id IN (SELECT value FROM json_each(?)) ORDER BY id`,
          ).all(JSON.stringify(part.ids))
    return assertOutbox(rows.map(({ entry }) => parsed(entry)))
  }

  sent(): SentEntry[] {
    const rows = this.prepared('SELECT at, entry FROM sent').all()
    return rows.flatMap(({ at, entry: text }) => {
      const entry = parsed(text)
      return isOutboxEntry(entry) ? [{ at: at as IsoDate, entry }] : []
    })
  }

  journalAfter(seq: number): StoredEntry[] | undefined {
    return readable(() => {
      const sql = 'SELECT seq, event, page FROM journal WHERE seq > ? ORDER BY seq'
      const rows = this.prepared(sql).all(seq)
      const entries = rows.map(
        ({ seq, event, page }): StoredEntry => ({
          seq: Number(seq),
          event: JSON.parse(String(event)),
          ...(page !== null && { page: String(page) }),
        }),
      )
      // A record that is damaged may read as no value at all.
      return entries.every(({ event }) => event?.type) ? entries : undefined
    })
  }

  keys(): string[] {
    const rows = this.prepared('SELECT key FROM page ORDER BY key').all()
    return rows.map((row) => String(row.key))
  }

  stored(keys: readonly string[]): StoredPage[] {
    const select = this.prepared('SELECT bytes FROM page WHERE key = ?')
    return keys.map((key) => {
      const bytes = readable(() => select.get(key)?.bytes)
      return bytes instanceof Uint8Array ? { key, bytes } : { key }
    })
  }

  keepPieces(pieces: readonly string[]): void {
    const keep = this.db.prepare('INSERT INTO torn (piece) VALUES (?)')
    for (const piece of pieces) keep.run(piece)
  }

  pieces(): string[] {
    const rows = this.db.prepare('SELECT piece FROM torn ORDER BY n').all()
    return rows.map(({ piece }) => String(piece))
  }

  wreck(): Wreck {
    const wreck: Wreck = {
      state: this.stateOrNone(),
      outbox: [],
      sent: this.sent(),
      pieces: [],
    }
    if (!wreck.state) wreck.pieces.push(...this.texts('SELECT state AS text FROM state'))
    for (const text of this.texts('SELECT entry AS text FROM outbox ORDER BY id')) {
      const entry = parsed(text)
      if (isOutboxEntry(entry)) wreck.outbox.push(entry)
      else wreck.pieces.push(text)
    }
    return wreck
  }

  /** Row by row: what comes behind a torn one is read too, as far as the database lets it. */
  private texts(sql: string): string[] {
    return this.db
      .prepare(sql)
      .all()
      .map(({ text }) => String(text))
  }

  /** All but what is kept for the person. */
  empty(): void {
    const emptied = ['state', 'outbox', 'sent', 'journal', 'page']
    this.db.exec(emptied.map((table) => `DELETE FROM ${table};`).join(''))
  }

  write(writes: Writes): void {
    const { state, outboxPuts = [], outboxDeletes = [], journalPuts = [] } = writes
    const { sentPuts = [], sentDeletes = [], sentDeletesBefore } = writes
    const { journalDeletesThrough, pageDeletes = [], pagePuts = [] } = writes
    const run = (sql: string, rows: readonly (string | number | Uint8Array | null)[][]) => {
      if (rows.length === 0) return
      const statement = this.prepared(sql)
      for (const row of rows) statement.run(...row)
    }
    run(
      'DELETE FROM outbox WHERE id = ?',
      outboxDeletes.map((id) => [id]),
    )
    run(
      'DELETE FROM sent WHERE id = ?',
      sentDeletes.map(({ entry }) => [entry.id]),
    )
    run('DELETE FROM sent WHERE at < ?', sentDeletesBefore ? [[sentDeletesBefore]] : [])
    run(
      'DELETE FROM journal WHERE seq <= ?',
      journalDeletesThrough === undefined ? [] : [[journalDeletesThrough]],
    )
    run(
      'DELETE FROM page WHERE substr(key, 1, length(?1)) = ?1',
      pageDeletes.map((prefix) => [prefix]),
    )
    run(
      `INSERT INTO outbox VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, settled = excluded.settled`,
      outboxPuts.map((entry) => [entry.id, JSON.stringify(entry), entry.settlement ? 1 : 0]),
    )
    run(
      // One that cannot be read may lie there under the same id, from an earlier client.
      'INSERT OR REPLACE INTO sent VALUES (?, ?, ?)',
      sentPuts.map(({ at, entry }) => [entry.id, at, JSON.stringify(entry)]),
    )
    run(
      'INSERT INTO journal VALUES (?, ?, ?)',
      journalPuts.map(({ seq, event, page = null }) => [seq, JSON.stringify(event), page]),
    )
    run(
      'INSERT INTO page VALUES (?, ?)',
      pagePuts.map(({ key, bytes }) => [key, bytes]),
    )
    run('INSERT OR REPLACE INTO state VALUES (1, ?)', [[JSON.stringify(state)]])
  }

  private prepared(sql: string): StatementSync {
    const known = this.statements.get(sql)
    if (known) return known
    const statement = this.db.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }
}
