import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const idsIn = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].flatMap(([, id]) => id ?? []))

const rules = idsIn(
  readFileSync(join(root, 'packages/sync/SPEC.md'), 'utf8'),
  /^- \*\*\[([A-Z]\d+)\]\*\*/gm,
)
const tests = globSync('{packages,apps}/*/src/**/{*.test,contract/*}.ts', { cwd: root })
const quoted = idsIn(
  tests.map((file) => readFileSync(join(root, file), 'utf8')).join('\n'),
  /\[([A-Z]\d+)\]/g,
)

test('every rule of SPEC.md is quoted by a test, and no test quotes another', () => {
  expect(rules.size).toBeGreaterThan(40)
  expect([...rules].filter((id) => !quoted.has(id))).toEqual([])
  expect([...quoted].filter((id) => !rules.has(id))).toEqual([])
})
