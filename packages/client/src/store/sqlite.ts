import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { IsoDate } from '@holdfast/domain'
import {
  type OutboxEntry,
  type OutboxPart,
  type SentEntry,
  StorageError,
  type Store,
} from '@holdfast/sync'
import {
  type Decision,
  type Disk,
  type DiskState,
  type Now,
  newDiskState,
  type Snapshot,
  type StoredEntry,
  type StoredPage,
  type UpdateOptions,
  type Wreck,
  type Writes,
} from './disk.ts'
import { fromFormat1 } from './earlier-state.ts'
import { mended } from './mend.ts'
import { assertOwner, type StoreOptions } from './options.ts'
import { type Part, pageName } from './page-key.ts'
import { PagedStore } from './paged-store.ts'
import { failing, readable, resultCode, SQLITE_NOTADB } from './sqlite-failures.ts'
import { salvage, setAside } from './sqlite-wreck.ts'
import { assertOutbox, isDiskState, isOutboxEntry, parsed, Torn } from './torn.ts'

export interface SqliteStoreOptions extends StoreOptions {
  /** Made when it is not there, with its folder. */
  file: string
}

/**
 * A person's store in one file of `node:sqlite`, durable through a power cut.
 * @throws StorageError
 */
export const openSqliteStore = (options: SqliteStoreOptions): Store =>
  new PagedStore(openDisk(options), options)

/** A file that cannot be used is set aside, whole; what can be read of it goes on in a new one. */
const openDisk = (options: SqliteStoreOptions): SqliteDisk => {
  try {
    return new SqliteDisk(options)
  } catch (error) {
    const isNone = error instanceof StorageError && resultCode(error.cause) === SQLITE_NOTADB
    if (!isNone && !(error instanceof Torn)) throw error
    const wreck = failing(() => salvage(options.file))
    failing(() => setAside(options.file))
    return new SqliteDisk(options, { writes: mended(wreck, options), pieces: wreck.pieces })
  }
}

/** What a new file begins with. */
interface Beginning {
  writes: Writes
  pieces: readonly string[]
}

/** How long one program waits for another that has the file open, in milliseconds. */
const BUSY_TIMEOUT = 5000

/** The log goes into the file past so many pages: no join of a usual size waits for that. */
const WAL_PAGES = 8000

const SCHEMA_VERSION = 2

const sinceFormat2 = `
  CREATE INDEX outbox_settled ON outbox (id) WHERE settled = 1;
  CREATE TABLE sent (id INTEGER PRIMARY KEY, at TEXT NOT NULL, entry TEXT NOT NULL) STRICT;
  CREATE INDEX sent_at ON sent (at);
  CREATE TABLE torn (n INTEGER PRIMARY KEY, piece TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`

const schema = `
  CREATE TABLE page (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE journal (seq INTEGER PRIMARY KEY, event TEXT NOT NULL, page TEXT) STRICT;
  CREATE TABLE outbox (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, settled INTEGER NOT NULL) STRICT;
  CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT;
  ${sinceFormat2}
`

/** Keeps the outbox; pages and journal of format 1 are joined anew. [D13] */
const leaveFormat1 = `
  DELETE FROM page;
  DELETE FROM journal;
  ALTER TABLE journal ADD COLUMN page TEXT;
  ALTER TABLE outbox ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
  UPDATE outbox SET settled = json_extract(entry, '$.settlement') IS NOT NULL;
  ${sinceFormat2}
`

// The driver is synchronous, and no transaction awaits: two of them cannot interleave.
class SqliteDisk implements Disk {
  private readonly options: SqliteStoreOptions
  private db: DatabaseSync
  /** Another program may have set the file aside and begun a new one in its place. */
  private inode: number
  private readonly statements = new Map<string, StatementSync>()
  private isStrict = true

  constructor(options: SqliteStoreOptions, beginning?: Beginning) {
    this.options = options
    this.db = failing(() => {
      mkdirSync(dirname(options.file), { recursive: true })
      return new DatabaseSync(options.file, { timeout: BUSY_TIMEOUT })
    })
    this.inode = statSync(options.file).ino
    this.begin(beginning)
  }

  private begin(beginning?: Beginning): void {
    try {
      failing(() => this.prepare(beginning))
    } catch (error) {
      this.db.close()
      throw error
    }
  }

  private prepare(beginning?: Beginning): void {
    const { options } = this
    this.db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`,
    )
    this.transact('IMMEDIATE', () => {
      const version = this.db.prepare('PRAGMA user_version').get()?.user_version
      if (version === 0) {
        this.db.exec(schema)
        this.keepPieces(beginning?.pieces ?? [])
        const { userId, newClientId } = options
        this.write(beginning?.writes ?? { state: newDiskState(userId, newClientId()) })
      } else if (version === 1) {
        const { state } = this.db.prepare('SELECT state FROM state').get() ?? {}
        this.db.exec(leaveFormat1)
        this.write({ state: fromFormat1(JSON.parse(String(state))) })
      } else if (version !== SCHEMA_VERSION)
        throw new StorageError('closed', new Error(`the file has version ${version}`))
      // A torn one is mended when it is first used; its name says whose it is.
      const state = this.stateOrNone()
      if (state) assertOwner(state, options)
    })
  }

  async snapshot(): Promise<Snapshot> {
    return this.reading(() => {
      const keys = this.keys()
      const stored = this.stored(keys)
      const part = (wanted: Part) =>
        stored
          .filter(({ key }) => pageName(key).part === wanted)
          .map(({ key, bytes }) => ({ key, bytes: Promise.resolve(bytes) }))
      return {
        state: this.state(),
        outbox: this.entries(),
        journal: this.journalAfter(0),
        pages: { overlay: part('overlay'), open: part('open'), closed: part('closed') },
      }
    })
  }

  async head(): Promise<{ state: DiskState; outbox: OutboxEntry[] }> {
    return this.reading(() => ({ state: this.state(), outbox: this.entries() }))
  }

  async journal(seq: number) {
    return this.reading(() => ({ state: this.state(), entries: this.journalAfter(seq) }))
  }

  async pageKeys(): Promise<string[]> {
    return this.reading(() => this.keys())
  }

  async pages(keys: readonly string[]): Promise<StoredPage[]> {
    return this.reading(() => this.stored(keys))
  }

  async update<T>(
    { outbox, sent, strict }: UpdateOptions,
    decide: (now: Now) => Decision<T>,
  ): Promise<T> {
    this.syncEachCommit(strict)
    return this.transact('IMMEDIATE', () => {
      const now = failing(() => ({
        state: this.state(),
        outbox: outbox ? this.entries(outbox) : [],
        sent: sent ? this.sent() : [],
      }))
      const { writes, result } = decide(now)
      if (writes) failing(() => this.write(writes))
      return result
    })
  }

  async mend(decide: (wreck: Wreck) => Writes): Promise<void> {
    if (this.isDamaged()) return this.beginAnew(decide)
    this.transact('IMMEDIATE', () =>
      failing(() => {
        const wreck = this.wreck()
        if (wreck.state && wreck.pieces.length === 0) return
        this.empty()
        this.keepPieces(wreck.pieces)
        this.write(decide(wreck))
      }),
    )
  }

  /** Does the database itself not hold together? Then nothing can be written into it. */
  private isDamaged(): boolean {
    return readable(() => this.db.prepare('PRAGMA quick_check(1)').get()?.quick_check) !== 'ok'
  }

  private beginAnew(decide: (wreck: Wreck) => Writes): void {
    const { file } = this.options
    failing(() => {
      const wreck = salvage(file)
      this.db.close()
      this.statements.clear()
      const isFirst = statSync(file).ino === this.inode
      if (isFirst) setAside(file)
      this.db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT })
      this.isStrict = true
      this.inode = statSync(file).ino
      this.begin(isFirst ? { writes: decide(wreck), pieces: wreck.pieces } : undefined)
    })
  }

  private keepPieces(pieces: readonly string[]): void {
    const keep = this.db.prepare('INSERT INTO torn (piece) VALUES (?)')
    for (const piece of pieces) keep.run(piece)
  }

  async tornPieces(): Promise<string[]> {
    return this.reading(() => {
      const rows = this.db.prepare('SELECT piece FROM torn ORDER BY n').all()
      return rows.map(({ piece }) => String(piece))
    })
  }

  private wreck(): Wreck {
    const wreck: Wreck = { state: this.stateOrNone(), outbox: [], pieces: [] }
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
  private empty(): void {
    const emptied = ['state', 'outbox', 'sent', 'journal', 'page']
    this.db.exec(emptied.map((table) => `DELETE FROM ${table};`).join(''))
  }

  async destroy(): Promise<void> {
    // Others who have the file open find it empty, and do not write into what nobody will read.
    this.transact('IMMEDIATE', () => {
      this.empty()
      this.db.exec('DELETE FROM torn')
    })
    await this.close()
    failing(() => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(this.options.file + suffix, { force: true })
    })
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close()
  }

  /**
   * A commit that is not synced may go with a power cut, never before one that was made earlier: the
   * log is written in order, and whole up to the last that was synced.
   */
  private syncEachCommit(strict: boolean): void {
    if (strict === this.isStrict) return
    failing(() => this.db.exec(`PRAGMA synchronous = ${strict ? 'FULL' : 'NORMAL'}`))
    this.isStrict = strict
  }

  private prepared(sql: string): StatementSync {
    const known = this.statements.get(sql)
    if (known) return known
    const statement = this.db.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }

  private reading<T>(read: () => T): T {
    return this.transact('DEFERRED', () => failing(read))
  }

  private transact<T>(mode: 'DEFERRED' | 'IMMEDIATE', work: () => T): T {
    failing(() => this.db.exec(`BEGIN ${mode}`))
    try {
      const result = work()
      failing(() => this.db.exec('COMMIT'))
      return result
    } catch (error) {
      if (this.db.isOpen && this.db.isTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }

  private state(): DiskState {
    const state = this.stateOrNone()
    if (state) return state
    const left = this.prepared('SELECT 1 FROM state UNION ALL SELECT 1 FROM outbox').get()
    if (left) throw new Torn()
    throw new StorageError('closed', new Error('the store was destroyed'))
  }

  private stateOrNone(): DiskState | undefined {
    const state = parsed(this.prepared('SELECT state FROM state').get()?.state)
    return isDiskState(state) ? state : undefined
  }

  private entries(part: OutboxPart = 'all'): OutboxEntry[] {
    const rows =
      part === 'all'
        ? this.prepared('SELECT entry FROM outbox ORDER BY id').all()
        : this.prepared(
            `SELECT entry FROM outbox
             WHERE settled = 1 OR id IN (SELECT value FROM json_each(?)) ORDER BY id`,
          ).all(JSON.stringify(part.ids))
    return assertOutbox(rows.map(({ entry }) => parsed(entry)))
  }

  private sent(): SentEntry[] {
    const rows = this.prepared('SELECT at, entry FROM sent').all()
    return rows.flatMap(({ at, entry: text }) => {
      const entry = parsed(text)
      return isOutboxEntry(entry) ? [{ at: at as IsoDate, entry }] : []
    })
  }

  private journalAfter(seq: number): StoredEntry[] | undefined {
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

  private keys(): string[] {
    const rows = this.prepared('SELECT key FROM page ORDER BY key').all()
    return rows.map((row) => String(row.key))
  }

  private stored(keys: readonly string[]): StoredPage[] {
    const select = this.prepared('SELECT bytes FROM page WHERE key = ?')
    return keys.map((key) => {
      const bytes = readable(() => select.get(key)?.bytes)
      return bytes instanceof Uint8Array ? { key, bytes } : { key }
    })
  }

  private write(writes: Writes): void {
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
}
