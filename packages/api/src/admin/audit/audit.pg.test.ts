import type { TaskId, UserId } from '@holdfast/domain'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type Person, refusal, type World } from '../../testing/world.ts'

const SECRET = 'Divorce papers, unter Verschluß'

let world: World
let root: Person
let ada: Person
let task: TaskId
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  root = await world.person('Root')
  ada = await world.person('Ada')
  task = (await ada.api.tasks.create({ title: SECRET, description: SECRET })).id
  await ada.api.tasks.update({ id: task, title: `${SECRET} 2` })
  await root.api.admin.users.suspend({ id: ada.user.id as UserId, reason: '=1+1, "so"' })
})
afterAll(() => world[Symbol.asyncDispose]())

const log = () => root.api.admin.audit

test('an entry says who did what to whom, and nothing of what they wrote', async () => {
  const { items } = await log().list({ actor: ada.user.id as UserId, entity: 'task' })
  expect(items).toHaveLength(2)
  expect(items[0]).toMatchObject({
    action: 'edited',
    entity: 'task',
    entityId: task,
    actor: { id: ada.user.id, name: 'Ada', email: 'ada@example.org' },
    concerns: null,
    fields: ['title'],
    values: {},
  })
  const all = JSON.stringify([await log().list({}), await log().export({})])
  expect(all).not.toContain('Divorce')
  const [suspension] = (await log().list({ action: 'status-changed' })).items
  expect(suspension).toMatchObject({
    actor: { name: 'Root' },
    concerns: { name: 'Ada' },
    values: {
      status: { from: 'active', to: 'suspended' },
      reason: { from: null, to: '=1+1, "so"' },
    },
  })
})

test('the log is narrowed by person, kind, action and dates, all at once', async () => {
  const actions = async (filters: Parameters<Person['api']['admin']['audit']['list']>[0]) =>
    (await log().list(filters)).items.map(({ action }) => action)
  const about = { entity: 'user', entityId: ada.user.id } as const
  expect(await actions(about)).toEqual(['status-changed', 'signed-in', 'created'])
  expect(await actions({ ...about, actor: root.user.id as UserId })).toEqual(['status-changed'])
  const day = 24 * 3600 * 1000
  const later = new Date(world.clock.now.getTime() + day).toISOString()
  const earlier = new Date(world.clock.now.getTime() - day).toISOString()
  expect(await actions({ ...about, from: later })).toEqual([])
  expect(await actions({ ...about, to: earlier })).toEqual([])
  expect(await actions({ ...about, from: earlier, to: later })).toHaveLength(3)
  expect(await refusal(log().list({ entityId: ada.user.id }))).toMatchObject({
    appCode: 'bad-input',
    issues: [{ path: 'entity' }],
  })
})

test('the pages of the log are one list without gap or double, the newest first', async () => {
  const { items: whole } = await log().list({ limit: 200 })
  const paged: typeof whole = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Person['api']['admin']['audit']['list']>> = await log().list({
      limit: 3,
      cursor,
    })
    paged.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  expect(paged).toEqual(whole)
})

test('a log of several parts is one CSV file, with a head and a mark once', async () => {
  const many = 4500
  await world.services.db.read((reader) =>
    reader.rows({
      text: `INSERT INTO audit.activity_log (entity_type, entity_id, action, actor_id, created_at)
             SELECT 'task', gen_random_uuid(), 'moved', $1, now() FROM generate_series(1, $2::int)`,
      values: [ada.user.id, many],
    }),
  )
  const parts: string[] = []
  let rows = 0
  let cursor: string | null = null
  do {
    const part: Awaited<ReturnType<Person['api']['admin']['audit']['export']>> = await log().export(
      { action: 'moved', cursor },
    )
    parts.push(part.csv)
    rows += part.rows
    cursor = part.nextCursor
  } while (cursor)
  expect(parts.length).toBeGreaterThan(1)
  expect(rows).toBe(many)
  const lines = parts.join('').split('\r\n')
  expect(lines[0]).toMatch(/^\uFEFFat,action,entity,/)
  expect(new Set(lines).size).toBe(many + 2)
  expect(parts.join('').lastIndexOf('\uFEFF')).toBe(0)
})

test('a cell that a spreadsheet would compute is text in the file', async () => {
  const eve = await world.person('Eve')
  await world.services.db.read((reader) =>
    reader.rows({
      text: `UPDATE users.user_profiles SET first_name = '=HYPERLINK("http://x","y")', last_name = ''
             WHERE user_id = $1`,
      values: [eve.user.id],
    }),
  )
  const { csv } = await log().export({ actor: eve.user.id as UserId })
  expect(csv).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`)
  expect(csv).not.toMatch(/(^|,)"?=/m)
})
