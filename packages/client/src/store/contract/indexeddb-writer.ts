import { openIndexedDbStore } from '../indexeddb.ts'
import { bucketA, deltaChange, draft, join, me, taskRow, uuid } from './rows.ts'

// Run as a worker and terminated: commits a row with an outbox entry for ever, folding now and then,
// and posts the id of each entry that is durable.

const write = async (name: string): Promise<void> => {
  const store = await openIndexedDbStore({ name, userId: me, newClientId: () => uuid(0xc1) })
  const { meta } = await store.outbox()
  if (meta.positions[bucketA] === undefined) await store.commit([join(bucketA, 0, [])])
  for (let n = meta.nextMutationId; ; n++) {
    const delta = { bucket: bucketA, from: n - 1, to: n, rows: [taskRow(n, n)] }
    await store.commit([deltaChange(delta), draft({ n })])
    postMessage(n)
    if (n % 7 === 0) await store.fold()
  }
}

// Code for tests in a browser loads lazily by way of the test runner, which workers have not.
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => Promise<unknown>) => load() },
})

addEventListener('message', ({ data }: MessageEvent<string>) => {
  // Thrown where the page hears of it.
  write(data).catch((error: unknown) => setTimeout(() => reportError(error)))
})
