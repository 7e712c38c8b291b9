import { type OutboxEntry, StorageError, type Store } from '@holdfast/sync'
import { deleteDB, openDB, unwrap } from 'idb'
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
import {
  abort,
  type Database,
  journalAfter,
  leaveFormat1,
  observed,
  outboxIn,
  pageIn,
  stateIn,
  storageError,
  type Tables,
  type Transaction,
  tables,
  wreckIn,
  write,
} from './indexeddb-transaction.ts'
import { assertOwner, type StoreOptions } from './options.ts'
import { type Part, pageName } from './page-key.ts'
import { PagedStore } from './paged-store.ts'
import { stateAnew } from './torn.ts'

export interface IndexedDbStoreOptions extends StoreOptions {
  /** Of the database; one for each person unless given. */
  name?: string
  /** A newer program wants the database. It gets it when the promise settles, and this store is closed. */
  wanted?: () => Promise<unknown>
}

/** The name of a person's database. */
export const databaseName = (userId: StoreOptions['userId']): string => `holdfast-${userId}`

/**
 * A person's store in the browser. Any number of tabs may have it open; one that keeps a newer
 * program or a deletion waiting is closed for good.
 * @throws StorageError
 */
export const openIndexedDbStore = async (options: IndexedDbStoreOptions): Promise<Store> => {
  const disk = new IndexedDbDisk(options)
  await disk.open()
  return new PagedStore(disk, options)
}

const VERSION = 2

// Inside a transaction nothing is awaited but its own requests: anything else would end it.
class IndexedDbDisk implements Disk {
  private readonly name: string
  private readonly options: IndexedDbStoreOptions
  private connection: Promise<Database> | undefined
  private closed: StorageError | undefined
  private wasOpen = false

  constructor(options: IndexedDbStoreOptions) {
    this.options = options
    this.name = options.name ?? databaseName(options.userId)
  }

  open(): Promise<Database> {
    if (this.closed) throw this.closed
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = undefined
      throw storageError(error)
    })
    return this.connection
  }

  private async connect(): Promise<Database> {
    const db = await openDB<Tables>(this.name, VERSION, {
      upgrade: async (db, from, _to, tx) => {
        for (const table of tables)
          if (!db.objectStoreNames.contains(table))
            db.createObjectStore(table, { autoIncrement: table === 'torn' })
        tx.objectStore('outbox').createIndex('settled', 'settlement.status')
        if (from === 1) await leaveFormat1(tx)
      },
      blocking: (_current, version, event) =>
        void this.letGo(event.target as IDBDatabase, version !== null),
      terminated: () => {
        this.connection = undefined
      },
    })
    try {
      await this.claim(db)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  }

  /** [T5] A deletion has its way at once; a newer program waits until all is saved. */
  private async letGo(db: IDBDatabase, isNewer: boolean): Promise<void> {
    if (isNewer) await this.options.wanted?.().catch(() => undefined)
    this.closed ??= isNewer
      ? new StorageError('outdated', new Error('a newer program has the database'))
      : new StorageError('closed', new Error('the database is being deleted'))
    db.close()
  }

  private async claim(db: Database): Promise<void> {
    const tx = db.transaction(tables, 'readwrite', { durability: 'strict' }) as Transaction
    const { state, outbox, pieces } = await wreckIn(tx)
    if (state) assertOwner(state, this.options)
    // A torn one is mended when it is first used; its name says whose it is.
    else if (outbox.length + pieces.length === 0) {
      const { userId, newClientId } = this.options
      const isGone = this.wasOpen
      write(tx, {
        state: isGone ? stateAnew(this.options) : newDiskState(userId, newClientId()),
      })
    }
    await tx.done
    this.wasOpen = true
  }

  snapshot(): Promise<Snapshot> {
    return this.reading(async (tx) => {
      const [state, outbox, journal, keys] = await Promise.all([
        stateIn(tx),
        outboxIn(tx),
        journalAfter(tx, 0),
        tx.objectStore('page').getAllKeys(),
      ])
      // All requests are made now, so that the pages are of one moment; they arrive in this order.
      const part = (wanted: Part) =>
        keys
          .filter((key) => pageName(key).part === wanted)
          .map((key) => ({ key, bytes: observed(pageIn(tx, key)) }))
      const pages = { overlay: part('overlay'), open: part('open'), closed: part('closed') }
      return { state, outbox, journal, pages }
    })
  }

  head(): Promise<{ state: DiskState; outbox: OutboxEntry[] }> {
    return this.reading(async (tx) => {
      const [state, outbox] = await Promise.all([stateIn(tx), outboxIn(tx)])
      return { state, outbox }
    })
  }

  journal(seq: number): Promise<{ state: DiskState; entries: StoredEntry[] | undefined }> {
    return this.reading(async (tx) => {
      const [state, entries] = await Promise.all([stateIn(tx), journalAfter(tx, seq)])
      return { state, entries }
    })
  }

  pageKeys(): Promise<string[]> {
    return this.reading((tx) => tx.objectStore('page').getAllKeys())
  }

  pages(keys: readonly string[]): Promise<StoredPage[]> {
    return this.reading((tx) =>
      Promise.all(
        keys.map(async (key) => {
          const bytes = await pageIn(tx, key)
          return bytes ? { key, bytes } : { key }
        }),
      ),
    )
  }

  async update<T>(
    { outbox, sent, strict }: UpdateOptions,
    decide: (now: Now) => Decision<T>,
  ): Promise<T> {
    const tx = await this.begin('readwrite', strict ? 'strict' : 'relaxed')
    const done = observed(tx.done)
    try {
      const [state, entries, left] = await Promise.all([
        stateIn(tx),
        outbox ? outboxIn(tx, outbox) : [],
        sent ? tx.objectStore('sent').getAll() : [],
      ])
      const { writes, result } = decide({ state, outbox: entries, sent: left })
      if (writes) write(tx, writes)
      tx.commit()
      await done
      return result
    } catch (error) {
      await abort(tx)
      throw this.failure(error)
    }
  }

  async mend(decide: (wreck: Wreck) => Writes): Promise<void> {
    const tx = await this.begin('readwrite', 'strict')
    const done = observed(tx.done)
    try {
      const wreck = await wreckIn(tx)
      if (!wreck.state || wreck.pieces.length > 0) {
        for (const table of tables) if (table !== 'torn') unwrap(tx.objectStore(table)).clear()
        for (const piece of wreck.pieces) unwrap(tx.objectStore('torn')).add(piece)
        write(tx, decide(wreck))
      }
      tx.commit()
      await done
    } catch (error) {
      await abort(tx)
      throw this.failure(error)
    }
  }

  tornPieces(): Promise<string[]> {
    return this.reading((tx) => tx.objectStore('torn').getAll())
  }

  async destroy(): Promise<void> {
    const tx = await this.begin('readwrite', 'strict')
    for (const table of tables) unwrap(tx.objectStore(table)).clear()
    await tx.done.catch((error: unknown) => Promise.reject(this.failure(error)))
    await this.close()
    // Where a frozen tab keeps the emptied database open, it is deleted when that tab closes.
    await new Promise<void>((resolve, reject) => {
      deleteDB(this.name, { blocked: () => resolve() }).then(resolve, (error: unknown) =>
        reject(storageError(error)),
      )
    })
  }

  async close(): Promise<void> {
    this.closed ??= new StorageError('closed', new Error('the store was closed'))
    const db = await this.connection?.catch(() => undefined)
    db?.close()
  }

  private async reading<T>(read: (tx: Transaction) => Promise<T>): Promise<T> {
    const tx = await this.begin('readonly', 'default')
    observed(tx.done)
    try {
      return await read(tx)
    } catch (error) {
      throw this.failure(error)
    }
  }

  /** Browsers drop connections, Safari above all: a second try opens a new one. */
  private async begin(
    mode: 'readonly' | 'readwrite',
    durability: IDBTransactionDurability,
  ): Promise<Transaction> {
    const transaction = async () =>
      (await this.open()).transaction(tables, mode, { durability }) as Transaction
    try {
      return await transaction()
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError'))
        throw storageError(error)
      this.connection = undefined
      return await transaction().catch((again: unknown) => Promise.reject(storageError(again)))
    }
  }

  /** After an error that may be the connection's, the next call opens a new one. */
  private failure(error: unknown): unknown {
    if (error instanceof DOMException && error.name === 'UnknownError') this.connection = undefined
    return storageError(error)
  }
}
