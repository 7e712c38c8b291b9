import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const sources = (pattern: string): string[] =>
  globSync(`{packages,apps,tests,bench,tooling}/${pattern}`, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path),
  })

const ruleIds = (text: string): string[] =>
  [...text.matchAll(/\[([A-Z]\d+)\]/g)].flatMap(([, id]) => id ?? [])

/** What calls are given as a first argument where more follow: the titles of tests are such texts. */
const titlesIn = (code: string): string[] =>
  [...code.matchAll(/\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1\s*,/g)].flatMap(
    ([, , text]) => text ?? [],
  )

const rules = [...read('packages/sync/SPEC.md').matchAll(/^- \*\*\[([A-Z]\d+)\]\*\*/gm)].flatMap(
  ([, id]) => id ?? [],
)
const tests = sources('**/{*.test.{ts,tsx},contract/*.ts}')
const quoted = new Set(tests.flatMap((file) => titlesIn(read(file)).flatMap(ruleIds)))

test('every rule of SPEC.md has one number of its own', () => {
  expect(rules.length).toBeGreaterThan(80)
  expect(rules.filter((id, i) => rules.indexOf(id) !== i)).toEqual([])
})

test('every rule of SPEC.md is quoted by the title of a test', () => {
  expect(rules.filter((id) => !quoted.has(id))).toEqual([])
})

test('no title and no comment quotes a rule that SPEC.md does not have', () => {
  const files = sources('**/*.{ts,tsx}').filter((file) => !file.endsWith('spec.test.ts'))
  expect(files.length).toBeGreaterThan(tests.length)
  const unknown = files.flatMap((file) => {
    const comments = read(file).match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? []
    const ids = [...titlesIn(read(file)), ...comments].flatMap(ruleIds)
    return ids.filter((id) => !rules.includes(id)).map((id) => `${file}: [${id}]`)
  })
  expect(unknown).toEqual([])
})

test('only the title of a test counts, not what is said of it beside', () => {
  const code = `
    // [P1] is proved elsewhere
    test('[P2] goes first', () => { expect('[P3]').toBe(one) })
    test.each([['[P4]']])(
      \`[P5] with \${one}\`,
      () => undefined,
    )`
  expect(titlesIn(code).flatMap(ruleIds)).toEqual(['P2', 'P5'])
})
