import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type OutboxEntry, StorageError, type Store } from '@holdfast/sync'
import {
  type Decision,
  type Disk,
  type DiskState,
  type Now,
  newDiskState,
  type Snapshot,
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
import { leaveFormat1, SCHEMA_VERSION, schema } from './sqlite-schema.ts'
import { SqliteTables } from './sqlite-tables.ts'
import { salvage, setAside } from './sqlite-wreck.ts'
import { Torn } from './torn.ts'

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

// The driver is synchronous, and no transaction awaits: two of them cannot interleave.
class SqliteDisk implements Disk {
  private readonly options: SqliteStoreOptions
  private db: DatabaseSync
  /** Another program may have set the file aside and begun a new one in its place. */
  private inode: number
  private tables: SqliteTables
  private isStrict = true

  constructor(options: SqliteStoreOptions, beginning?: Beginning) {
    this.options = options
    this.db = failing(() => {
      mkdirSync(dirname(options.file), { recursive: true })
      return new DatabaseSync(options.file, { timeout: BUSY_TIMEOUT })
    })
    this.tables = new SqliteTables(this.db)
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
        this.tables.keepPieces(beginning?.pieces ?? [])
        const { userId, newClientId } = options
        this.tables.write(beginning?.writes ?? { state: newDiskState(userId, newClientId()) })
      } else if (version === 1) {
        const { state } = this.db.prepare('SELECT state FROM state').get() ?? {}
        this.db.exec(leaveFormat1)
        this.tables.write({ state: fromFormat1(JSON.parse(String(state))) })
      } else if (version !== SCHEMA_VERSION)
        throw new StorageError('closed', new Error(`the file has version ${version}`))
      // A torn one is mended when it is first used; its name says whose it is.
      const state = this.tables.stateOrNone()
      if (state) assertOwner(state, options)
    })
  }

  async snapshot(): Promise<Snapshot> {
    return this.reading(() => {
      const keys = this.tables.keys()
      const stored = this.tables.stored(keys)
      const part = (wanted: Part) =>
        stored
          .filter(({ key }) => pageName(key).part === wanted)
          .map(({ key, bytes }) => ({ key, bytes: Promise.resolve(bytes) }))
      return {
        state: this.tables.state(),
        outbox: this.tables.entries(),
        journal: this.tables.journalAfter(0),
        pages: { overlay: part('overlay'), open: part('open'), closed: part('closed') },
      }
    })
  }

  async head(): Promise<{ state: DiskState; outbox: OutboxEntry[] }> {
    return this.reading(() => ({ state: this.tables.state(), outbox: this.tables.entries() }))
  }

  async journal(seq: number) {
    return this.reading(() => ({
      state: this.tables.state(),
      entries: this.tables.journalAfter(seq),
    }))
  }

  async pageKeys(): Promise<string[]> {
    return this.reading(() => this.tables.keys())
  }

  async pages(keys: readonly string[]): Promise<StoredPage[]> {
    return this.reading(() => this.tables.stored(keys))
  }

  async update<T>(
    { outbox, sent, strict }: UpdateOptions,
    decide: (now: Now) => Decision<T>,
  ): Promise<T> {
    this.syncEachCommit(strict)
    return this.transact('IMMEDIATE', () => {
      const now = failing(() => ({
        state: this.tables.state(),
        outbox: outbox ? this.tables.entries(outbox) : [],
        sent: sent ? this.tables.sent() : [],
      }))
      const { writes, result } = decide(now)
      if (writes) failing(() => this.tables.write(writes))
      return result
    })
  }

  async mend(decide: (wreck: Wreck) => Writes): Promise<void> {
    if (this.isDamaged()) return this.beginAnew(decide)
    this.transact('IMMEDIATE', () =>
      failing(() => {
        const wreck = this.tables.wreck()
        if (wreck.state && wreck.pieces.length === 0) return
        this.tables.empty()
        this.tables.keepPieces(wreck.pieces)
        this.tables.write(decide(wreck))
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
      const isFirst = statSync(file).ino === this.inode
      if (isFirst) setAside(file)
      this.db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT })
      this.tables = new SqliteTables(this.db)
      this.isStrict = true
      this.inode = statSync(file).ino
      this.begin(isFirst ? { writes: decide(wreck), pieces: wreck.pieces } : undefined)
    })
  }

  async tornPieces(): Promise<string[]> {
    return this.reading(() => this.tables.pieces())
  }

  async destroy(): Promise<void> {
    // Others who have the file open find it empty, and do not write into what nobody will read.
    this.transact('IMMEDIATE', () => {
      this.tables.empty()
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
}
