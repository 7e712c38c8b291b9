import { insertUser, testDatabase } from '@holdfast/db/testing'
import { type TaskId, userBucket } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { searchIndexContract } from './contract.ts'
import { mapping } from './mapping.ts'
import { MOST_RANKED } from './most-ranked.ts'
import type { SearchPage } from './port.ts'
import { postgresSearchIndex, preferIndex, searchStatement } from './postgres.ts'

searchIndexContract({
  name: 'postgres',
  engine: 'postgres',
  async open(db) {
    const [server] = await db.read((reader) =>
      reader.rows<{ server_version: string }>({ text: 'SHOW server_version' }),
    )
    return {
      index: postgresSearchIndex(db),
      settle: async () => undefined,
      version: server?.server_version ?? 'unknown',
      [Symbol.asyncDispose]: async () => undefined,
    }
  },
})

/** 20,000 tasks, of which 40 say "hinge". */
const FILL = `
  INSERT INTO tasks.tasks (title, description, order_key, created_by)
  SELECT 'Order part ' || n || CASE WHEN n % 500 = 0 THEN ' hinge' ELSE '' END, repeat('filler ', 20),
         'a0', $1
  FROM generate_series(1, 20000) AS n`

const planOf = async (query: string): Promise<string> => {
  await using clone = await testDatabase()
  return await clone.database.transact(async (tx) => {
    const ada = await insertUser(tx)
    await tx.rows({ text: FILL, values: [ada] })
    await tx.rows({ text: 'ANALYZE tasks.tasks' })
    await tx.rows(preferIndex)
    const buckets = [userBucket(ada)]
    const asked = { query, buckets, filters: {}, limit: 20, sort: null, after: null }
    const { sql, params } = searchStatement(tx.db, asked).toSQL()
    const lines = await tx.rows<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN ANALYZE ${sql}`,
      values: params,
    })
    return lines.map((line) => line['QUERY PLAN']).join('\n')
  })
}

test.each(['hinge', 'hin', 'order hinge', 'order the hinge part', 'order', 'o'])(
  'the planner answers %j by the documented index',
  async (query) => {
    const plan = await planOf(query)
    expect(plan).toContain('Bitmap Index Scan on idx_tasks_search')
    expect(plan).not.toContain('Seq Scan on tasks')
  },
)

test.each(['-hinge', '-hinge -order', 'hinge or -order'])(
  'what only excludes (%j) reads no task',
  async (query) => {
    const plan = await planOf(query)
    expect(plan).toContain('One-Time Filter: false')
    expect(plan).not.toMatch(/ on tasks .*rows=\d+ loops=[1-9]/)
  },
)

test('of a word that is nearly everywhere the newest matches are ranked, page by page', async () => {
  await using clone = await testDatabase()
  const ada = await clone.database.transact(async (tx) => {
    const ada = await insertUser(tx)
    await tx.rows({ text: FILL, values: [ada] })
    return ada
  })
  const index = postgresSearchIndex(clone.database)
  const found = new Set<string>()
  let after: string | null = null
  do {
    const asked = {
      query: 'order',
      buckets: [userBucket(ada)],
      filters: {},
      limit: 900,
      sort: null,
      after,
    }
    const page: SearchPage = await index.searchTasks(asked)
    for (const id of page.ids) found.add(id)
    after = page.next
  } while (after !== null)
  expect(found.size).toBe(MOST_RANKED)
})

test('ranks are ordered as numbers, also those that are next to nothing', async () => {
  await using clone = await testDatabase()
  const apart = `hinge ${'filler '.repeat(300)} oil`
  const texts = [
    ['Door', 'oil its hinge'],
    ['Gate', apart],
    ['Oil the hinge', ''],
  ]
  const { ada, titleOf } = await clone.database.transact(async (tx) => {
    const ada = await insertUser(tx)
    const rows = await tx.rows<{ id: TaskId; title: string }>({
      text: `INSERT INTO tasks.tasks (title, description, order_key, created_by)
             SELECT title, description, 'a0', $1 FROM unnest($2::text[], $3::text[]) AS t (title, description)
             RETURNING id, title`,
      values: [ada, texts.map(([title]) => title), texts.map(([, description]) => description)],
    })
    return { ada, titleOf: new Map(rows.map(({ id, title }) => [id, title])) }
  })
  const index = postgresSearchIndex(clone.database)
  const found: TaskId[] = []
  let after: string | null = null
  do {
    const scope = { buckets: [userBucket(ada)], filters: {}, limit: 1, sort: null }
    const page: SearchPage = await index.searchTasks({ query: 'hinge oil', after, ...scope })
    found.push(...page.ids)
    after = page.next
  } while (after !== null && found.length <= texts.length)
  expect(found.map((id) => titleOf.get(id))).toEqual(['Oil the hinge', 'Door', 'Gate'])
})

test('every text field of the mapping is in the documented index', async () => {
  await using clone = await testDatabase()
  const [index] = await clone.database.read((reader) =>
    reader.rows<{ indexdef: string }>({
      text: `SELECT indexdef FROM pg_indexes WHERE indexname = 'idx_tasks_search'`,
    }),
  )
  const fields = Object.entries(mapping.tasks.properties)
  const texts = fields.flatMap(([name, { type }]) => (type === 'text' ? [name] : []))
  expect(texts).toEqual(['title', 'description'])
  for (const name of texts) expect(index?.indexdef).toContain(name)
})
