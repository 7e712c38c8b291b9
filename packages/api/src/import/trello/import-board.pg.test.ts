import { readFileSync } from 'node:fs'
import { type StoreTx, storeTx } from '@holdfast/db'
import { type TestDatabase, testDatabase } from '@holdfast/db/testing'
import { AppError, IsoDate, ProjectId, UserId } from '@holdfast/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { earlierProjects } from '../earlier-projects.ts'
import type { ImportReport, ImportRunInput } from '../import-contract.ts'
import { peopleAround } from '../people.ts'
import { importTrelloBoard } from './import-board.ts'

const fixture = new URL('../../../../../tests/fixtures/trello-board.json', import.meta.url)
const realFile: Board = JSON.parse(readFileSync(fixture, 'utf8'))

interface Board {
  id: string
  lists: object[]
  cards: { id: string; name: string; desc: string }[]
  actions: { id: string }[]
  [field: string]: unknown
}

let test: TestDatabase
let owner: UserId
let colleague: UserId
let stranger: UserId
let projectId: ProjectId

const now = IsoDate.parse('2026-11-22T10:00:00.000Z')
const member = '5c92ac8de07cf04cdfef6bdc'

const rows = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  test.database.read((reader) => reader.rows<Row>({ text, values }))

const addPerson = async (firstName: string, lastName: string): Promise<UserId> => {
  const id = UserId.parse(crypto.randomUUID())
  await test.database.transact(async (tx) => {
    const email = `${id}@example.com`
    const user = 'INSERT INTO users.users (id, email, password_hash) VALUES ($1, $2, $3)'
    await tx.rows({ text: user, values: [id, email, 'none'] })
    const profile =
      'INSERT INTO users.user_profiles (user_id, first_name, last_name) VALUES ($1, $2, $3)'
    await tx.rows({ text: profile, values: [id, firstName, lastName] })
    await tx.rows({
      text: 'INSERT INTO users.user_preferences (user_id) VALUES ($1)',
      values: [id],
    })
  })
  return id
}

const share = async (role: string, ...people: UserId[]): Promise<ProjectId> => {
  const id = ProjectId.parse(crypto.randomUUID())
  await test.database.transact(async (tx) => {
    const project = 'INSERT INTO tasks.projects (id, name, owner_id) VALUES ($1, $2, $3)'
    await tx.rows({ text: project, values: [id, 'Shared', people[0]] })
    const place =
      'INSERT INTO tasks.project_members (project_id, user_id, role) SELECT $1, unnest($2::uuid[]), $3'
    await tx.rows({ text: place, values: [id, people, role] })
  })
  return id
}

const run = (
  change: Partial<ImportRunInput> = {},
  actor: UserId = owner,
  wrap: (store: StoreTx) => StoreTx = (store) => store,
): Promise<ImportReport> =>
  test.database.transact((tx) =>
    importTrelloBoard(
      tx,
      wrap(storeTx(tx)),
      {
        source: 'trello',
        file: realFile,
        projectId,
        projectName: 'Test Drive',
        listMapping: {},
        memberMapping: {},
        ...change,
      },
      { actor, at: now, now },
    ),
  )

const refusal = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error.code
  throw new Error('was not refused', { cause: error })
}

/** How many rows each table that an import writes to has. */
const written = async () => {
  const tables = [
    'tasks.projects',
    'tasks.project_members',
    'tasks.tasks',
    'audit.activity_log',
    'sync.change_log',
    'ops.import_runs',
    'ops.import_items',
  ]
  const counts = await rows<{ name: string; count: number }>(
    tables
      .map((name) => `SELECT '${name}' AS name, count(*)::int FROM ${name}`)
      .join(' UNION ALL '),
  )
  return Object.fromEntries(counts.map(({ name, count }) => [name, count]))
}

beforeAll(async () => {
  test = await testDatabase()
  owner = await addPerson('Olive', 'Owner')
  colleague = await addPerson('Juno', 'Kerr')
  stranger = await addPerson('Stan', 'Stranger')
  await share('owner', owner, colleague)
})
afterAll(() => test[Symbol.asyncDispose]())
beforeEach(() => {
  projectId = ProjectId.parse(crypto.randomUUID())
})

describe('importing the real board', () => {
  it('makes a task of each of 122 cards and says so for each', async () => {
    const report = await run()
    expect(report.totals).toEqual({ created: 122, unchanged: 0, kept: 0, skipped: 0 })
    expect(report.cards).toHaveLength(122)
    const tasks = await rows<{ id: string; title: string; created_by: string }>(
      'SELECT id, title, created_by FROM tasks.tasks WHERE project_id = $1 ORDER BY order_key',
      [projectId],
    )
    expect(tasks.map(({ id }) => id)).toEqual(report.cards.map(({ taskId }) => taskId))
    expect(tasks.map(({ title }) => title)).toEqual(report.cards.map(({ title }) => title))
    expect(new Set(tasks.map(({ created_by }) => created_by))).toEqual(new Set([owner]))
    const audited = await rows(
      `SELECT FROM audit.activity_log a JOIN tasks.tasks t ON t.id::text = a.entity_id::text
       WHERE t.project_id = $1 AND a.action = 'created' AND a.actor_id = $2`,
      [projectId, owner],
    )
    expect(audited).toHaveLength(122)
  })

  it('keeps every item of the file as it came', async () => {
    await run()
    const kept = await rows<{ kind: string; source_id: string; payload: unknown }>(
      'SELECT kind, source_id, payload FROM ops.import_items WHERE project_id = $1',
      [projectId],
    )
    const fields = {
      list: 'lists',
      card: 'cards',
      label: 'labels',
      member: 'members',
      checklist: 'checklists',
      action: 'actions',
      'custom-field': 'customFields',
    }
    const { ...rest } = realFile
    for (const [kind, field] of Object.entries(fields)) {
      const ofKind = new Map(
        kept.filter((item) => item.kind === kind).map((item) => [item.source_id, item.payload]),
      )
      const items = realFile[field] as { id: string }[]
      expect([kind, ofKind.size]).toEqual([kind, items.length])
      for (const item of items) expect(ofKind.get(item.id)).toEqual(item)
      delete rest[field]
    }
    expect(kept.find(({ kind }) => kind === 'board')?.payload).toEqual(rest)
  })

  it('a second time changes nothing and writes no row', async () => {
    const first = await run()
    const before = await written()
    const second = await run()
    expect(await written()).toEqual(before)
    expect(second).toMatchObject({
      runId: null,
      totals: { created: 0, unchanged: 122, kept: 0, skipped: 0 },
    })
    expect(second.cards.map(({ taskId }) => taskId)).toEqual(
      first.cards.map(({ taskId }) => taskId),
    )
  })

  it('writes all or nothing: a fault at the 60th card leaves no trace', async () => {
    const before = await written()
    let tasks = 0
    const faulty = (store: StoreTx): StoreTx => {
      const write = store.write.bind(store)
      return Object.assign(store, {
        async write(patches: Parameters<typeof write>[0]) {
          for (const patch of patches) {
            if (patch.kind === 'task' && ++tasks === 60) throw new Error('the power is cut')
            await write([patch])
          }
        },
      })
    }
    await expect(run({}, owner, faulty)).rejects.toThrow('the power is cut')
    expect(tasks).toBe(60)
    expect(await written()).toEqual(before)
    await expect(run()).resolves.toMatchObject({ totals: { created: 122 } })
  })
})

describe('a newer export', () => {
  const [card, ...others] = realFile.cards
  if (!card) throw new Error('the fixture has no cards')

  it('adds new cards and leaves changed ones alone, saying what changed', async () => {
    await run()
    const renamed = { ...card, name: 'Renamed in Trello', badges: { votes: 9 } }
    const added = { ...card, id: 'ffffffffffffffffffffffff', name: 'New in Trello' }
    const comment = {
      id: 'eeeeeeeeeeeeeeeeeeeeeeee',
      type: 'commentCard',
      date: '2026-11-20T08:00:00.000Z',
      data: { text: 'One more', card: { id: card.id } },
    }
    const file = {
      ...realFile,
      cards: [renamed, added, ...others],
      actions: [comment, ...realFile.actions],
    }
    const report = await run({ file })
    expect(report.totals).toEqual({ created: 1, unchanged: 121, kept: 1, skipped: 0 })
    expect(report.cards.find(({ outcome }) => outcome === 'kept')?.notes).toEqual([
      'Changed in Trello since the last import: title, 1 new comment. The task was left as it is.',
    ])
    const titles = await rows<{ title: string }>(
      'SELECT title FROM tasks.tasks WHERE project_id = $1 AND title = ANY ($2)',
      [projectId, [card.name, 'Renamed in Trello', 'New in Trello']],
    )
    expect(titles.map(({ title }) => title).toSorted()).toEqual(
      [card.name, 'New in Trello'].toSorted(),
    )
    const kept = await rows('SELECT FROM ops.import_items WHERE source_id = $1', [comment.id])
    expect(kept).toHaveLength(1)
  })

  it('does not bring back what was thrown away here', async () => {
    await run()
    await test.database.transact((tx) =>
      tx.rows({ text: 'DELETE FROM tasks.tasks WHERE project_id = $1', values: [projectId] }),
    )
    await expect(run()).resolves.toMatchObject({ totals: { created: 0, unchanged: 122 } })
  })
})

describe('people', () => {
  it('who are assigned work join the project as editors', async () => {
    const report = await run({ memberMapping: { [member]: colleague } })
    expect(report.joined).toEqual([{ userId: colleague, displayName: 'Juno Kerr' }])
    const assigned = realFile.cards.filter((one) =>
      (one as { idMembers?: string[] }).idMembers?.includes(member),
    )
    const tasks = await rows('SELECT FROM tasks.tasks WHERE project_id = $1 AND assigned_to = $2', [
      projectId,
      colleague,
    ])
    expect(tasks).toHaveLength(assigned.length)
    expect(tasks.length).toBeGreaterThan(0)
    const [place] = await rows(
      'SELECT role, left_at FROM tasks.project_members WHERE project_id = $1 AND user_id = $2',
      [projectId, colleague],
    )
    expect(place).toEqual({ role: 'editor', left_at: null })
  })

  it('whom one shares no project with cannot be named, and nothing is written', async () => {
    const before = await written()
    const attempt = run({ memberMapping: { [member]: stranger } })
    expect(await refusal(attempt)).toBe('not-acquainted')
    expect(await written()).toEqual(before)
  })

  it('are brought in by owners only', async () => {
    projectId = await share('editor', owner)
    expect(await refusal(run({ memberMapping: { [member]: colleague } }))).toBe('forbidden')
    await expect(run({ memberMapping: { [member]: owner } })).resolves.toMatchObject({ joined: [] })
  })

  it('to match with are oneself and those one shares a project with', async () => {
    const people = await test.database.read((reader) => peopleAround(reader, owner, projectId))
    expect(people.map(({ displayName }) => displayName)).toEqual(['Juno Kerr', 'Olive Owner'])
  })
})

describe('projects', () => {
  it('of others are as unknown ones', async () => {
    projectId = await share('owner', stranger)
    expect(await refusal(run())).toBe('project-not-found')
  })

  it('that one may only look at take no import', async () => {
    projectId = await share('viewer', owner)
    expect(await refusal(run())).toBe('forbidden')
  })

  it('that are archived take no import', async () => {
    projectId = await share('owner', owner)
    const archive = `UPDATE tasks.projects SET status = 'archived' WHERE id = $1`
    await test.database.transact((tx) => tx.rows({ text: archive, values: [projectId] }))
    expect(await refusal(run())).toBe('project-archived')
  })
})

describe('where a board was imported to before', () => {
  const file = { id: 'earlier', lists: [], cards: [] }
  const earlierOf = async (person: UserId, boardId = file.id) => {
    const found = await test.database.read((reader) =>
      earlierProjects(reader, person, 'trello', boardId),
    )
    return found.map((earlier) => earlier.projectId)
  }

  it('is told newest first, to those who may write there, while the project is active', async () => {
    const shared = await share('owner', owner)
    const place = `INSERT INTO tasks.project_members (project_id, user_id, role) VALUES ($1, $2, 'viewer')`
    await test.database.transact((tx) => tx.rows({ text: place, values: [shared, colleague] }))
    await run({ file, projectId: shared })
    await run({ file })
    expect(await earlierOf(owner)).toEqual([projectId, shared])
    expect(await earlierOf(owner, 'other')).toEqual([])
    expect(await earlierOf(colleague)).toEqual([])
    expect(await earlierOf(stranger)).toEqual([])
    const archive = `UPDATE tasks.projects SET status = 'archived' WHERE id = $1`
    await test.database.transact((tx) => tx.rows({ text: archive, values: [projectId] }))
    expect(await earlierOf(owner)).toEqual([shared])
  })
})

it('what the database cannot hold is cleaned, and the second time unchanged', async () => {
  const file = {
    id: 'b',
    desc: 'a\0b',
    lists: [],
    cards: [{ id: 'c', name: 'nul \0 and half \ud800', desc: 'x\0y', extra: { 'k\0': '\udfff' } }],
  }
  const report = await run({ file })
  expect(report.cards[0]?.notes).toHaveLength(3)
  await expect(run({ file })).resolves.toMatchObject({ runId: null, totals: { unchanged: 1 } })
})

it('5,000 cards take seconds', async () => {
  const cards = Array.from({ length: 5000 }, (_, at) => ({
    id: `card-${at}`,
    name: `Card ${at}`,
    desc: 'Some words. '.repeat(20),
    pos: at,
  }))
  const started = performance.now()
  const report = await run({ file: { id: 'big', lists: [], cards } })
  expect(report.totals.created).toBe(5000)
  expect(performance.now() - started).toBeLessThan(15_000)
})
