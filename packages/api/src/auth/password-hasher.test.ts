import { AppError } from '@holdfast/domain'
import * as argon2 from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { openPasswordHasher } from './password-hasher.ts'

vi.mock('@node-rs/argon2', { spy: true })

const HERE = '192.0.2.1/32'

test('a password is right for its own hash alone, and for no hash never', async () => {
  const hasher = await openPasswordHasher()
  const hashed = await hasher.hash('correct horse battery staple', HERE)
  expect(await hasher.verify(hashed, 'correct horse battery staple', HERE)).toBe(true)
  expect(await hasher.verify(hashed, 'correct horse battery stable', HERE)).toBe(false)
  expect(await hasher.verify(null, 'nobody has this password', HERE)).toBe(false)
  expect(await hasher.hash('correct horse battery staple', HERE)).not.toBe(hashed)
})

test('where there is no hash one of the same cost is verified', async () => {
  const hasher = await openPasswordHasher()
  const costOf = (hashed: unknown) => /^\$argon2id\$v=19\$[^$]+/.exec(String(hashed))?.[0]
  const own = await hasher.hash('correct horse battery staple', HERE)
  vi.mocked(argon2.verify).mockClear()
  await hasher.verify(null, 'guess', HERE)
  const [[decoy] = []] = vi.mocked(argon2.verify).mock.calls
  expect(costOf(decoy)).toBe('$argon2id$v=19$m=19456,t=2,p=1')
  expect(costOf(own)).toBe(costOf(decoy))
})

test('a flood of sign-ins is answered as busy instead of queueing without end', async () => {
  const hasher = await openPasswordHasher()
  const attempts = await Promise.allSettled(
    Array.from({ length: 70 }, () => hasher.verify(null, 'guess', HERE)),
  )
  const refused = attempts.flatMap((attempt) =>
    attempt.status === 'rejected' ? [attempt.reason as unknown] : [],
  )
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(70)
  for (const reason of refused) {
    expect(reason).toBeInstanceOf(AppError)
    expect((reason as AppError).code).toBe('busy')
  }
  expect(await hasher.verify(null, 'later', HERE)).toBe(false)
})
