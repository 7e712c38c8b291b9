import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHoldfastClient, sessionIn } from '@holdfast/client'
import { testDatabase } from '@holdfast/db/testing'
import { decideConfig, openLog, startServer } from '@holdfast/server'
import { uuidv7 } from 'uuidv7'
import { expect, test } from 'vitest'

test('calls that are made together are all answered, however many they are', async () => {
  await using stack = new AsyncDisposableStack()
  const { database, url } = await testDatabase()
  stack.defer(() => database.close())
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-tool-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const config = decideConfig({ PORT: '0', DATABASE_URL: url, HOLDFAST_DATA: folder })
  const server = stack.use(await startServer(config, openLog('silent')))
  const person = {
    email: 'ada@example.org',
    password: 'correct horse battery staple',
    firstName: 'Ada',
    client: 'tool',
  } as const
  const { accessToken } = sessionIn(
    await createHoldfastClient({ url: server.url }).auth.register.mutate(person),
  )
  const api = createHoldfastClient({ url: server.url, token: accessToken })

  const made = await Promise.all(
    Array.from({ length: 120 }, (_, i) =>
      api.tasks.create.mutate({ id: uuidv7(), title: `Task ${i}` }),
    ),
  )
  const read = await Promise.all(made.map(({ id }) => api.tasks.get.query({ id })))
  expect(read.map(({ title }) => title)).toEqual(made.map(({ title }) => title))
})
