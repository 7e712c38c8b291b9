import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'
import { type OperatorDeed, operate } from './operate.ts'

let world: World
let root: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  root = await world.person('Root')
})
afterAll(() => world[Symbol.asyncDispose]())

const decide = (deed: OperatorDeed, email: string) => operate(world.services, deed, email)

test('the operator gives and takes rights by address, in any case, and never the last', async () => {
  const ada = await world.person('Ada')
  expect(await decide('grant', 'ADA@example.org')).toBe(true)
  expect(await decide('grant', 'ada@example.org')).toBe(false)
  expect((await ada.api.admin.users.list({})).total).toBe(2)
  expect(await decide('revoke', 'root@example.org')).toBe(true)
  await expect(decide('revoke', 'ada@example.org')).rejects.toMatchObject({ code: 'last-admin' })
  await expect(decide('grant', 'nobody@example.org')).rejects.toMatchObject({
    code: 'user-not-found',
  })
  await decide('grant', 'root@example.org')
  const { items } = await root.api.admin.audit.list({ action: 'admin-revoked' })
  expect(items).toEqual([
    expect.objectContaining({ actor: null, concerns: expect.objectContaining({ name: 'Root' }) }),
  ])
})

test('whom the operator suspends is out, and in again when reinstated', async () => {
  const eve = await world.person('Eve')
  expect(await decide('suspend', 'eve@example.org')).toBe(true)
  expect(await decide('suspend', 'eve@example.org')).toBe(false)
  expect(await refusal(eve.api.users.me())).toMatchObject({ appCode: 'session-revoked' })
  expect(world.poked).toContain(`user:${eve.user.id}`)
  expect(await decide('reinstate', 'eve@example.org')).toBe(true)
  expect(await root.api.admin.users.list({ search: 'eve', status: 'active' })).toMatchObject({
    total: 1,
  })
})
