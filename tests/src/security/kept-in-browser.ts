import type { Page } from 'playwright'

/**
 * Everything that a browser keeps of the app, as one text: every database as it lies there, with what
 * is compressed in it, every cache, and what is stored by name.
 */
export const keptInBrowser = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const asText = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
      if (!isGzip) return new TextDecoder().decode(bytes)
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
      return new Response(stream).text()
    }
    const written = async (value: unknown): Promise<string> => {
      if (value instanceof ArrayBuffer) return asText(new Uint8Array(value))
      if (value instanceof Uint8Array) return asText(new Uint8Array(value))
      if (typeof value !== 'object' || value === null) return String(value)
      const parts = Object.entries(value).map(
        async ([key, part]) => `${key} ${await written(part)}`,
      )
      return (await Promise.all(parts)).join('\n')
    }
    const inDatabase = async (name: string): Promise<unknown[]> => {
      const database = await asked(indexedDB.open(name))
      try {
        const tables = [...database.objectStoreNames]
        const tx = database.transaction(tables)
        return await Promise.all(
          tables.flatMap((table) => [
            asked(tx.objectStore(table).getAll()),
            asked(tx.objectStore(table).getAllKeys()),
          ]),
        )
      } finally {
        database.close()
      }
    }
    const inCache = async (name: string): Promise<string[]> => {
      const cache = await caches.open(name)
      const requests = await cache.keys()
      return Promise.all(
        requests.map(async ({ url }) => `${url} ${await (await cache.match(url))?.text()}`),
      )
    }
    const databases = await indexedDB.databases()
    const kept = [
      await Promise.all(databases.map(({ name }) => inDatabase(name ?? ''))),
      await Promise.all((await caches.keys()).map(inCache)),
      { ...localStorage },
      { ...sessionStorage },
    ]
    return written(kept)
  })
