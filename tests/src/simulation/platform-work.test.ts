import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { settled } from './platform-work.ts'

const bytes = randomBytes(8 * 1024 * 1024)

test.each([
  ['packing', () => promisify(gzip)(bytes)],
  ['unpacking', () => promisify(gunzip)(gzipSync(bytes))],
  ['unpacking what is torn', () => promisify(gunzip)(gzipSync(bytes).subarray(0, -9))],
  ['hashing', () => crypto.subtle.digest('SHA-256', bytes)],
  ['unpacking a stream', () => new Response(new Blob([bytes]).stream()).arrayBuffer()],
])('%s in a thread is waited for', async (_, work) => {
  let isDone = false
  const done = () => {
    isDone = true
  }
  void work().then(done, done)
  await settled()
  expect(isDone).toBe(true)
})
