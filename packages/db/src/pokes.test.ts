import type { Bucket } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { payloadsOf } from './pokes.ts'

const bucketsOf = (count: number) =>
  Array.from({ length: count }, () => `project:${crypto.randomUUID()}` as Bucket)

test('a thousand buckets travel in payloads that PostgreSQL takes, none lost', () => {
  const buckets = bucketsOf(1000)
  const payloads = payloadsOf(buckets)
  expect(payloads.length).toBe(6)
  for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8000)
  expect(payloads.flatMap((payload) => payload.split(' '))).toEqual(buckets)
})

test('nothing is sent for no bucket', () => {
  expect(payloadsOf([])).toEqual([])
})
