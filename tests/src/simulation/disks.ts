import 'fake-indexeddb/auto'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openIndexedDbStore } from '@holdfast/client/store/indexeddb'
import { MemoryDisk, type MemoryStoreOptions, openMemoryStore } from '@holdfast/client/store/memory'
import { openSqliteStore } from '@holdfast/client/store/sqlite'
import type { Store } from '@holdfast/sync'
import type { StoreKind } from './plan.ts'

export type OpenOptions = Omit<MemoryStoreOptions, 'disk'>

/** The durable side of one computer, with what can go wrong with it. */
export interface SimDisk {
  open(options: OpenOptions): Promise<Store>
  /** An entry of the journal becomes unreadable. @returns whether there was one */
  tear(): Promise<boolean>
  /** What says how far everything is becomes unreadable. Nobody has it open. */
  wreck(): Promise<void>
  /** Remembers everything, as a backup of the computer does. Nobody has it open. */
  keep(): Promise<void>
  /** Everything as it was when it was kept. @returns whether it was. Nobody has it open. */
  rollBack(): Promise<boolean>
  /** Everything as another disk has it. Nobody has it open. @returns false where they differ in kind */
  copyFrom(other: SimDisk): boolean
  /** Of one in memory. */
  readonly memory?: MemoryDisk
  dispose(): Promise<void>
}

/** Few, so that a small life makes several. */
const PAGE_ROWS = 8

/** Its base lies in maps and cannot be torn. */
export const memoryDisk = (disk = new MemoryDisk()): SimDisk => {
  let kept: MemoryDisk | null = null
  return {
    open: async (options) => openMemoryStore({ ...options, disk }),
    tear: async () => false,
    wreck: async () => {
      disk.isTorn = disk.state !== undefined
    },
    keep: async () => {
      kept = structuredClone({ ...disk })
    },
    memory: disk,
    copyFrom({ memory }) {
      if (memory?.state) Object.assign(disk, structuredClone({ ...memory }))
      return memory?.state !== undefined
    },
    rollBack: async () => {
      if (kept) Object.assign(disk, structuredClone(kept))
      return kept !== null
    },
    dispose: async () => undefined,
  }
}

const SUFFIXES = ['', '-wal', '-shm']

/** A file of its own in `folder`. */
const sqliteDisk = (folder: string, name: string): SimDisk => {
  const file = join(folder, `${name}.db`)
  const image = join(folder, `${name}.kept`)
  const copy = (from: string, to: string) => {
    for (const suffix of SUFFIXES) {
      rmSync(to + suffix, { force: true })
      if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix)
    }
  }
  return {
    open: async (options) => openSqliteStore({ ...options, file, pageRows: PAGE_ROWS }),
    async tear() {
      const db = new DatabaseSync(file)
      const { changes } = db
        .prepare('DELETE FROM journal WHERE seq = (SELECT min(seq) FROM journal)')
        .run()
      db.close()
      return changes > 0
    },
    async wreck() {
      if (!existsSync(file)) return
      const db = new DatabaseSync(file)
      db.exec("UPDATE state SET state = 'torn'")
      db.close()
    },
    keep: async () => copy(file, image),
    async rollBack() {
      if (!existsSync(image)) return false
      copy(image, file)
      return true
    },
    copyFrom: () => false,
    dispose: async () => undefined,
  }
}

const requested = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const ended = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })

/** In the IndexedDB of this process, which a test brings. */
const indexedDbDisk = (name: string): SimDisk => {
  const within = async <T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> => {
    const db = await requested(indexedDB.open(name))
    try {
      return await work(db)
    } finally {
      db.close()
    }
  }
  /** Opening what is not there would make it, without tables. */
  const isThere = async () => (await indexedDB.databases()).some((one) => one.name === name)
  let kept: Map<string, [IDBValidKey, unknown][]> | null = null
  return {
    open: (options) => openIndexedDbStore({ ...options, name, pageRows: PAGE_ROWS }),
    tear: () =>
      within(async (db) => {
        const table = db.transaction('journal', 'readwrite').objectStore('journal')
        const [seq] = await requested(table.getAllKeys(null, 1))
        if (seq !== undefined) await requested(table.delete(seq))
        return seq !== undefined
      }),
    wreck: async () => {
      if (!(await isThere())) return
      await within(async (db) => {
        const tx = db.transaction('meta', 'readwrite')
        tx.objectStore('meta').put({ meta: null }, 'state')
        await ended(tx)
      })
    },
    keep: async () => {
      if (!(await isThere())) return
      await within(async (db) => {
        kept = new Map()
        for (const table of db.objectStoreNames) {
          const store = db.transaction(table).objectStore(table)
          const [keys, values] = await Promise.all([
            requested(store.getAllKeys()),
            requested(store.getAll()),
          ])
          kept.set(
            table,
            keys.map((key, i) => [key, values[i]]),
          )
        }
      })
    },
    rollBack: async () => {
      const image = kept
      if (!image) return false
      await within(async (db) => {
        const tx = db.transaction([...image.keys()], 'readwrite')
        for (const [table, rows] of image) {
          const store = tx.objectStore(table)
          store.clear()
          for (const [key, value] of rows) store.put(value, key)
        }
        await ended(tx)
      })
      return true
    },
    copyFrom: () => false,
    dispose: async () => {
      await requested(indexedDB.deleteDatabase(name))
    },
  }
}

export const diskOf = (kind: StoreKind, folder: string, name: string): SimDisk => {
  if (kind === 'sqlite') return sqliteDisk(folder, name)
  return kind === 'indexeddb' ? indexedDbDisk(name) : memoryDisk()
}
