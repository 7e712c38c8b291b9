import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mapping } from './mapping.ts'

test('the mapping is the documented one to the letter', () => {
  const file = new URL('documented-mapping.json', import.meta.url)
  const { mappings } = JSON.parse(readFileSync(file, 'utf8'))
  expect(JSON.stringify(mapping)).toBe(JSON.stringify(mappings))
})
