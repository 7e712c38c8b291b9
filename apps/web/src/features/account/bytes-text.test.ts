import { expect, it } from 'vitest'
import { bytesText } from './bytes-text.ts'

it.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [12_400_000, '12 MB'],
  [1_540_000_000, '1.5 GB'],
  [3e15, '3,000 TB'],
])('%i bytes are said as %s', (bytes, said) => {
  expect(bytesText(bytes, 'en-GB')).toBe(said)
})
