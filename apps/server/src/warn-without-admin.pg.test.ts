import { openDatabase } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import { expect, test } from 'vitest'
import { serveForTest } from './testing/serve.ts'

const WARNING = /"level":"warn".*holdfast admin grant <email>/

test('a server says at its start how to make an admin, where people have accounts and none is one', async () => {
  await using database = await testDatabase()
  const warned = async (use: (server: Awaited<ReturnType<typeof serveForTest>>) => unknown) => {
    await using server = await serveForTest({ databaseUrl: database.url })
    await use(server)
    return server.lines.filter((line) => WARNING.test(line)).length
  }
  const nothing = () => undefined
  expect(await warned((server) => server.signUp())).toBe(0)
  expect(await warned(nothing)).toBe(0)
  await using db = await openDatabase({ url: database.url, max: 1 })
  await db.transact((tx) => tx.rows({ text: 'UPDATE users.users SET admin = false' }))
  expect(await warned(nothing)).toBe(1)
  await db.transact((tx) => tx.rows({ text: `UPDATE users.users SET status = 'suspended'` }))
  expect(await warned(nothing)).toBe(0)
})
