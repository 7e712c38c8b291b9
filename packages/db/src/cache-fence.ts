import type { Database } from './database.ts'

/** What the record says of the servers' cache at one moment. */
export interface CacheFenceState {
  /** Counts up whenever the fence is closed or opened. */
  era: number
  /** The memory that may be used; null while none may. */
  life: string | null
  /** Of the record. */
  epoch: string
}

/** Which memory the server processes may use as their cache, if any: the record knows. */
export interface CacheFence {
  read(): Promise<CacheFenceState>
  /** Ends an era; one that has ended already stays so. */
  close(era: number): Promise<void>
  /** Begins the next era with this memory, unless another process has begun one meanwhile. */
  open(era: number, life: string): Promise<void>
}

export const cacheFence = (db: Database): CacheFence => {
  const write = async (name: string, text: string, values: unknown[]): Promise<void> => {
    await db.transact((tx) => tx.rows({ name, text, values }))
  }
  return {
    async read() {
      const [state] = await db.read((reader) =>
        reader.rows<CacheFenceState & Record<string, unknown>>({
          name: 'cache-fence',
          text: 'SELECT era, life, sync.current_epoch() AS epoch FROM ops.cache_fence',
        }),
      )
      if (!state) throw new Error('ops.cache_fence has lost its row: the database is not whole')
      return state
    },
    close: (era) =>
      write(
        'close-cache-fence',
        `UPDATE ops.cache_fence SET era = era + 1, life = NULL
         WHERE era = $1 AND life IS NOT NULL`,
        [era],
      ),
    open: (era, life) =>
      write(
        'open-cache-fence',
        `UPDATE ops.cache_fence SET era = era + 1, life = $2 WHERE era = $1 AND life IS NULL`,
        [era, life],
      ),
  }
}
