import { testDatabase } from '@holdfast/db/testing'
import { expect, test, vi } from 'vitest'
import { openJobQueue } from './queue.ts'
import { startWorker } from './worker.ts'

const PATIENCE = 30_000

test('a worker that is disposed of while it is started again leaves no connection lent out', async () => {
  await using database = await testDatabase()
  const errors: unknown[] = []
  const queue = await openJobQueue({ url: database.url, onError: (error) => errors.push(error) })
  const worker = await startWorker(queue, {})

  const gate = Promise.withResolvers<void>()
  const connect: (...told: unknown[]) => unknown = queue.pool.connect.bind(queue.pool)
  const held = vi
    .spyOn(queue.pool, 'connect')
    .mockImplementation((...told: unknown[]) => gate.promise.then(() => connect(...told)))
  await database.database.read((reader) =>
    reader.rows({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    }),
  )
  await vi.waitFor(() => expect(held).toHaveBeenCalled(), PATIENCE)
  const disposed = worker[Symbol.asyncDispose]()
  gate.resolve()
  await disposed
  await queue[Symbol.asyncDispose]()
  expect(queue.pool.totalCount).toBe(0)
})
