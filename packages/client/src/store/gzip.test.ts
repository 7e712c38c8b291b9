import { describe, expect, test } from 'vitest'
import * as streams from './gzip.ts'
import * as onNode from './node-gzip.ts'

const text = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => `näher an ${i} 🌱`))

describe.each([
  { of: 'streams', own: streams, other: onNode },
  { of: 'Node', own: onNode, other: streams },
])('gzip of $of', ({ own, other }) => {
  test('is read by the other, whatever its length', async () => {
    for (const one of ['', 'a', text]) expect(await other.gunzip(await own.gzip(one))).toBe(one)
  })

  test('tells what is torn', async () => {
    const bytes = await own.gzip(text)
    const changed = bytes.with(bytes.length >> 1, 0xff ^ Number(bytes[bytes.length >> 1]))
    for (const torn of [bytes.subarray(0, -1), bytes.subarray(1), changed, new Uint8Array()])
      await expect(own.gunzip(torn)).rejects.toThrow(TypeError)
  })
})

test('a device on Node has the one of Node', async () => {
  expect((await import('#gzip')).gunzip).toBe(onNode.gunzip)
})
