import { AppError } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { openPasswordHasher } from './password-hasher.ts'

test('a password is right for its own hash alone, and for no hash never', async () => {
  const hasher = await openPasswordHasher()
  const hashed = await hasher.hash('correct horse battery staple')
  expect(await hasher.verify(hashed, 'correct horse battery staple')).toBe(true)
  expect(await hasher.verify(hashed, 'correct horse battery stable')).toBe(false)
  expect(await hasher.verify(null, 'nobody has this password')).toBe(false)
  expect(await hasher.hash('correct horse battery staple')).not.toBe(hashed)
})

test('a flood of sign-ins is answered as busy instead of queueing without end', async () => {
  const hasher = await openPasswordHasher()
  const attempts = await Promise.allSettled(
    Array.from({ length: 70 }, () => hasher.verify(null, 'guess')),
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
  expect(await hasher.verify(null, 'later')).toBe(false)
})
