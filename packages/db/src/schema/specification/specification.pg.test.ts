import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { catalogueOf } from '../../testing/catalogue.ts'
import {
  createDatabase,
  dropDatabase,
  type TestDatabase,
  testDatabase,
} from '../../testing/index.ts'
import { additions } from './additions.ts'
import { nameCatalogue, tableOf } from './name-catalogue.ts'
import { specification } from './specification.ts'

const documented = new URL('documented.sql', import.meta.url)

let t: TestDatabase
let catalogue: string[]
beforeAll(async () => {
  t = await testDatabase()
  catalogue = nameCatalogue(await catalogueOf(t.url))
})
afterAll(() => t[Symbol.asyncDispose]())

const required = specification.flatMap(({ is }) => is)
const extra = additions.flatMap(({ lines }) => lines)
const extraTables = new Set(
  extra.filter((line) => line.startsWith('table ')).flatMap((line) => tableOf(line) ?? []),
)

/** A sequence that a column brings is named after the column's table. */
const isOfExtraTable = (line: string): boolean => {
  const table = tableOf(line)
  if (table !== null) return extraTables.has(table)
  const [, sequence = ''] = /^sequence (\S+)/.exec(line) ?? []
  return [...extraTables].some((name) => sequence.startsWith(`${name}_`))
}

describe('the catalogue', () => {
  test('has every item of the specification, as specified or as corrected', () => {
    const there = new Set(catalogue)
    const missing = required.filter((line) => !there.has(line))
    expect(
      missing.map((line) => `specification.ts has this, and the catalogue has not: ${line}`),
    ).toEqual([])
    expect(required.length).toBeGreaterThan(100)
  })

  test('has nothing that is neither specified nor a listed addition', () => {
    const known = new Set([...required, ...extra])
    const unlisted = catalogue.filter((line) => !known.has(line) && !isOfExtraTable(line))
    expect(
      unlisted.map((line) => `nothing lists this; add it to additions.ts with a reason: '${line}'`),
    ).toEqual([])
  })

  test('has every listed addition', () => {
    const there = new Set(catalogue)
    const gone = extra.filter((line) => !there.has(line))
    expect(
      gone.map((line) => `additions.ts lists this, and the catalogue has not: ${line}`),
    ).toEqual([])
  })
})

describe('the table of the specification', () => {
  test('gives a reason for each correction and each addition, and names nothing twice', () => {
    for (const { specified, is, why } of specification) {
      const isSame = is.length === 1 && is[0] === specified && why === undefined
      expect(isSame || (why ?? '').length > 9, `${specified} has no reason`).toBe(true)
    }
    for (const { why } of additions) expect(why.length).toBeGreaterThan(9)
    const all = [...required, ...extra]
    expect(all.filter((line, place) => all.indexOf(line) !== place)).toEqual([])
  })

  test('says what the specification’s own SQL makes', async () => {
    const name = `documented_${crypto.randomUUID().slice(0, 8)}`
    const url = await createDatabase(inject('postgresUrl'), name)
    try {
      await run(url, asSql(await readFile(documented, 'utf8')))
      const made = nameCatalogue(await catalogueOf(url))
      const said = specification.flatMap(({ specified }) =>
        specified === null ? [] : [specified.replace(' WHERE (expires_at > now())', '')],
      )
      expect(said.toSorted()).toEqual(made.toSorted())
    } finally {
      await dropDatabase(inject('postgresUrl'), name)
    }
  })
})

/** What PostgreSQL can run of it: the three corrections without which it refuses the text. */
const asSql = (text: string): string => {
  const indexes = [...text.matchAll(/^ +INDEX (\w+) \((\w+)\)/gm)]
  return [
    text
      .replace(/,\s+(INDEX [^;]*?)\n\);/, '\n);')
      .replaceAll(' CONCURRENTLY', '')
      .replace(' WHERE expires_at > NOW()', ''),
    ...indexes.map(([, name, column]) => `CREATE INDEX ${name} ON auth.sessions (${column});`),
  ].join('\n')
}

const run = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
