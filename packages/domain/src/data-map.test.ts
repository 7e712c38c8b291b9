import { expect, test } from 'vitest'
import { dataMap, mayAppear, neverLogged, rowMap } from './data-map.ts'
import { Row } from './rows.ts'

test('every field of every row that devices hold is in the map, and no other', () => {
  for (const { shape } of Row.options) {
    const kind = shape.kind.value
    expect([kind, [...(rowMap.get(kind)?.keys() ?? [])].sort()]).toEqual([
      kind,
      Object.keys(shape.row.shape).sort(),
    ])
  }
  expect([...rowMap.keys()].sort()).toEqual(Row.options.map(({ shape }) => shape.kind.value).sort())
})

test('no device holds a secret', () => {
  for (const [kind, fields] of rowMap)
    for (const [field, what] of fields) expect(`${kind}.${field}: ${what}`).not.toMatch(/secret$/)
})

test('what is secret, personal or written by people is in no log and no analytics', () => {
  for (const kind of ['secret', 'personal', 'content'] as const)
    expect(mayAppear[kind]).not.toEqual(expect.arrayContaining(['logs']))
  expect(mayAppear.personal).not.toContain('analytics')
  expect(mayAppear.secret).toEqual(['caches'])
})

test.each(['passwordHash', 'password_hash', 'token_hash', 'email', 'title', 'firstName', 'cookie'])(
  '%s is never logged',
  (name) => {
    expect(neverLogged.has(name)).toBe(true)
  },
)

test.each(['id', 'name', 'status', 'version', 'path'])('%s may be logged', (name) => {
  expect(neverLogged.has(name)).toBe(false)
})

test('whatever is a hash or of a token is a secret', () => {
  for (const [table, columns] of dataMap)
    for (const [column, kind] of columns)
      if (/hash|token|secret/.test(column)) expect([table, column, kind]).toContain('secret')
})
