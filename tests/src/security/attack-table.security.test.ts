import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Proof } from './attack.ts'
import { attackTable } from './attack-table.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** Is the title that of a test which runs? */
const isProven = ({ file, title }: Proof): boolean => {
  if (!existsSync(at(file))) return false
  const source = readFileSync(at(file), 'utf8')
  return source.includes(`'${title}'`) && !/\.(skip|todo|only|fails)\b/.test(source)
}

describe.each(attackTable)('$attack', ({ variants }) => {
  test.each(variants)('$variant: has a test', ({ proofs }) => {
    expect(proofs.length).toBeGreaterThan(0)
    expect(proofs.filter((proof) => !isProven(proof))).toEqual([])
  })
})

test('docs/security.md shows the same attacks', () => {
  const guide = readFileSync(at('docs/security.md'), 'utf8')
  for (const { attack, answer } of attackTable) expect(guide).toContain(`| ${attack} | ${answer} |`)
})

test('a test that is not there proves nothing', () => {
  const file = 'tests/src/security/attack-table.security.test.ts'
  expect(isProven({ file, title: 'a test that is not there proves nothing' })).toBe(true)
  expect(isProven({ file, title: ['no such', 'test'].join(' ') })).toBe(false)
  expect(isProven({ file: 'tests/src/none.test.ts', title: 'x' })).toBe(false)
})
