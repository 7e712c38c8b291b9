import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { SessionId, UserId } from '@holdfast/domain'
import { expect, test, vi } from 'vitest'
import { mintAccessToken, proveAccessToken } from './access-token.ts'
import { authKeys } from './auth-keys.ts'
import { keyRing, type SigningKey, signingKey } from './key-ring.ts'

const MINUTE = 60_000
const start = new Date('2026-11-22T10:00:00.000Z')
const at = (minutes: number): Date => new Date(start.getTime() + minutes * MINUTE)

const session = {
  id: SessionId.parse('0190a000-0000-7000-8000-000000000001'),
  userId: UserId.parse('0190a000-0000-7000-8000-000000000002'),
}

const newKey = (since: Date | null): SigningKey =>
  signingKey(generateKeyPairSync('ed25519').privateKey, since)

/** Two servers on one folder of keys, each of which reads it in its own time. */
const open = () => {
  const folder = [newKey(start)]
  const token = randomBytes(32)
  const server = () =>
    authKeys(
      keyRing(async () => [...folder]),
      token,
    )
  return {
    folder,
    one: server(),
    two: server(),
    rotate: (when: Date) => folder.unshift(newKey(when)),
  }
}

/** What is read is gone by for some seconds. */
const passing = async (work: (pass: (ms: number) => void) => Promise<void>): Promise<void> => {
  let now = 1_000_000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  try {
    await work((ms) => {
      now += ms
    })
  } finally {
    clock.mockRestore()
  }
}

test('a new key signs within seconds, without a restart', () =>
  passing(async (pass) => {
    const { one, rotate } = open()
    const before = await one.ring.signing()
    rotate(at(1))
    expect(await one.ring.signing()).toBe(before)
    pass(5000)
    expect((await one.ring.signing()).kid).not.toBe(before.kid)
  }))

test('a token by a key that another server learnt of first is proven', () =>
  passing(async (pass) => {
    const { one, two, rotate } = open()
    await two.ring.signing()
    pass(1000)
    rotate(at(1))
    const { token } = await mintAccessToken(one, session, at(1))
    expect(await proveAccessToken(two, token, at(1))).toMatchObject({ userId: session.userId })
  }))

test('what an older key signed is good until its end, and nothing that it signs later', () =>
  passing(async () => {
    const { one, two, rotate, folder } = open()
    const [first] = folder
    if (!first) throw new Error('there is no key')
    const { token } = await mintAccessToken(one, session, at(0))
    rotate(at(1))
    await proveAccessToken(two, token, at(9))
    const stolen = authKeys(
      keyRing(async () => [first]),
      two.token,
    )
    const late = await mintAccessToken(stolen, session, at(12))
    await expect(proveAccessToken(two, late.token, at(12))).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await two.ring.standing(at(12))).toHaveLength(1)
  }))

test('unknown names do not make the keys be read each time', () =>
  passing(async (pass) => {
    const read = vi.fn(async () => [newKey(start)])
    const ring = keyRing(read)
    for (let times = 0; times < 100; times++) await ring.verifying(`forged-${times}`, at(0))
    expect(read).toHaveBeenCalledTimes(1)
    pass(1000)
    await ring.verifying('forged', at(0))
    expect(read).toHaveBeenCalledTimes(2)
  }))

test('keys that cannot be read for a moment are those of before', () =>
  passing(async (pass) => {
    const key = newKey(start)
    const read = vi.fn(async () => [key])
    const ring = keyRing(read)
    await ring.signing()
    read.mockRejectedValue(new Error('the disk is away'))
    pass(5000)
    expect(await ring.signing()).toBe(key)
  }))

test('another kind of key is refused', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  expect(() => signingKey(privateKey, null)).toThrow('Ed25519')
})
