import type { ClientId, IsoDate } from '@holdfast/domain'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, refusal, type World } from '../../testing/world.ts'
import { newTaskId } from '../testing/sync-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

const at = '2026-11-22T10:00:00.000Z' as IsoDate

const request = (epoch: string | null) => ({
  protocol: PROTOCOL,
  epoch,
  clientId: crypto.randomUUID() as ClientId,
  mutations: [
    {
      id: 1,
      draftId: crypto.randomUUID(),
      name: 'create-task',
      version: 1,
      args: { id: newTaskId(), title: 'Dig' },
      at,
    },
  ],
})

const kept = () =>
  world.services.db.read((reader) =>
    reader.rows({
      text: `SELECT (SELECT count(*) FROM sync.clients) AS clients,
                    (SELECT count(*) FROM tasks.tasks) AS tasks`,
    }),
  )

test.each([
  ['is over', 'UPDATE auth.sessions SET revoked_at = now() WHERE user_id = $1', 'session-revoked'],
  ['is gone', 'DELETE FROM auth.sessions WHERE user_id = $1', 'unauthenticated'],
])('a push of a session that %s is told nothing and keeps nothing', async (what, end, appCode) => {
  const { api, user } = await world.person(what.replace(' ', ''))
  await expect(api.sync.push(request(null))).resolves.toMatchObject({ status: 'done' })
  await world.services.db.transact(async (tx) => {
    await tx.rows({ text: 'UPDATE sync.clients SET session_id = NULL' })
    await tx.rows({ text: end, values: [user.id] })
  })
  const before = await kept()
  for (const epoch of [null, 'another life'])
    expect(await refusal(api.sync.push(request(epoch)))).toMatchObject({ appCode })
  expect(await kept()).toEqual(before)
})
