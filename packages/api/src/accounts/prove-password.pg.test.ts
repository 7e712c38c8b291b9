import type { UserStatus } from '@holdfast/domain'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, PASSWORD, type World } from '../testing/world.ts'
import { provePassword, requirePassword } from './prove-password.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

const rows = (text: string, values: unknown[]) =>
  world.services.db.transact((tx) => tx.rows<{ hash: string }>({ text, values }))

const hashOf = async (id: string): Promise<string | undefined> => {
  const [found] = await rows('SELECT password_hash AS hash FROM users.users WHERE id = $1', [id])
  return found?.hash
}

test.each<[UserStatus, string]>([
  ['inactive', 'wrong-credentials'],
  ['suspended', 'account-suspended'],
  ['deleted', 'wrong-credentials'],
])('that an account is %s hears only who knows its password: %s', async (status, code) => {
  const { user } = await world.person(`Is-${status}`)
  await rows('UPDATE users.users SET status = $2 WHERE id = $1', [user.id, status])
  const proving = (password: string) => provePassword(world.asking().ctx, user.email, password)
  await expect(proving('a wrong password')).rejects.toMatchObject({ code: 'wrong-credentials' })
  await expect(proving(PASSWORD)).rejects.toMatchObject({ code })
})

test('a hash of another cost is made anew when its password was right, and not before', async () => {
  const { user } = await world.person('Cheap')
  const cheap = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await rows('UPDATE users.users SET password_hash = $2 WHERE id = $1', [user.id, cheap])
  const wrong = provePassword(world.asking().ctx, user.email, 'a wrong password')
  await expect(wrong).rejects.toMatchObject({ code: 'wrong-credentials' })
  expect(await hashOf(user.id)).toBe(cheap)
  const proof = await provePassword(world.asking().ctx, user.email, PASSWORD)
  const renewed = await hashOf(user.id)
  expect(proof).toEqual({ userId: user.id, passwordHash: renewed })
  expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await provePassword(world.asking().ctx, user.email, PASSWORD)).toEqual(proof)
  expect(await hashOf(user.id)).toBe(renewed)
})

test('who is signed in is asked for their own password and nobody else’s', async () => {
  const { user } = await world.person('Asked')
  await requirePassword(world.asking().ctx, user.id, PASSWORD)
  const wrong = requirePassword(world.asking().ctx, user.id, 'a wrong password')
  await expect(wrong).rejects.toMatchObject({ code: 'wrong-credentials' })
})
