import { type PlainTask, plainTask } from '../bench-task.ts'

const CHUNK_ROWS = 1000

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const committed = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })

const openDatabase = (name: string): Promise<IDBDatabase> => {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => {
    for (const store of ['chunks', 'outbox', 'meta']) request.result.createObjectStore(store)
  }
  return answered(request)
}

const chunksOf = (tasks: readonly PlainTask[]): PlainTask[][] =>
  Array.from({ length: Math.ceil(tasks.length / CHUNK_ROWS) }, (_, i) =>
    tasks.slice(i * CHUNK_ROWS, (i + 1) * CHUNK_ROWS),
  )

/** About as large as the outbox entry of an edit, and as the record that says how far a store is. */
const entryOf = (i: number) => ({ id: i, name: 'edit-task', args: plainTask(i), at: new Date() })
const stateOf = (i: number) => ({ lastSeq: i, positions: plainTask(i) })

/** What this browser's IndexedDB can do, on a database of its own. Times in milliseconds. */
export const openLimits = async (name: string) => {
  const db = await openDatabase(name)
  let entries = 0
  return {
    /** Stores all tasks, open ones first, in one relaxed transaction. */
    async storeChunks(n: number): Promise<number> {
      const tasks = Array.from({ length: n }, (_, i) => plainTask(i))
      const open = chunksOf(tasks.filter(({ status }) => status !== 'done'))
      const closed = chunksOf(tasks.filter(({ status }) => status === 'done'))
      const from = performance.now()
      const tx = db.transaction('chunks', 'readwrite', { durability: 'relaxed' })
      const store = tx.objectStore('chunks')
      for (const [i, chunk] of open.entries()) store.put(chunk, ['open', i])
      for (const [i, chunk] of closed.entries()) store.put(chunk, ['zclosed', i])
      await committed(tx)
      return performance.now() - from
    },
    /** Reads the open ones back. */
    async readOpen(): Promise<number> {
      const from = performance.now()
      const range = IDBKeyRange.bound(['open'], ['open', []])
      await answered(db.transaction('chunks').objectStore('chunks').getAll(range))
      return performance.now() - from
    },
    /** One strict transaction that adds to the outbox and says how far the store is. */
    async strictTransaction(): Promise<number> {
      const i = ++entries
      const from = performance.now()
      const tx = db.transaction(['outbox', 'meta'], 'readwrite', { durability: 'strict' })
      await answered(tx.objectStore('meta').get('state'))
      tx.objectStore('outbox').put(entryOf(i), i)
      tx.objectStore('meta').put(stateOf(i), 'state')
      await committed(tx)
      return performance.now() - from
    },
    close: () => db.close(),
  }
}
