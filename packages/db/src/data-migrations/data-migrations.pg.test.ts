import type { Tag, TaskId } from '@holdfast/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StoreWorld } from '../testing/store-world.ts'
import { insertTask } from '../testing/tasks.ts'
import type { DataMigration } from './data-migration.ts'
import { populateTaskTags } from './populate-task-tags.ts'
import { dataMigrationStates } from './progress.ts'
import { dataMigrationOf } from './registry.ts'
import { foreseeDataMigration, type RunOptions, runDataMigration } from './run-data-migration.ts'

let world: StoreWorld
let poked: string[]
beforeEach(async () => {
  world = await StoreWorld.open()
  poked = []
})
afterEach(() => world[Symbol.asyncDispose]())

const services = () => ({
  db: world.test.database,
  pokes: { poke: (buckets: Iterable<string>) => poked.push(...buckets) },
  clock: () => new Date('2026-11-22T12:00:00Z'),
})
const run = (options: RunOptions = {}, migration: DataMigration = populateTaskTags) =>
  runDataMigration(services(), migration, {
    ...options,
    throttle: { batch: 2, pause: 1, ...options.throttle },
  })
const ask = <T extends object>(text: string, ...values: unknown[]): Promise<T[]> =>
  world.test.database.read((reader) => reader.rows({ text, values }) as Promise<T[]>)
const add = (title: string, description: string | null = null, tags: string[] = []) =>
  world.test.database.transact((tx) =>
    insertTask(tx, world.ann, { title, description, tags: tags as Tag[] }),
  )
const taskOf = async (id: TaskId) =>
  (
    await ask<{ tags: string[]; version: number; updated: string }>(
      'SELECT tags, version, updated_at AS updated FROM tasks.tasks WHERE id = $1',
      id,
    )
  )[0]
const entriesOf = (id: TaskId) =>
  ask('SELECT action, actor_id, metadata FROM audit.activity_log WHERE entity_id = $1', id)
const progressOf = async () => (await world.test.database.read(dataMigrationStates))[0]?.progress

describe('populate-task-tags', () => {
  test('fills tags from title and description, as an audited change that devices see', async () => {
    const id = await add('Water #Beans', 'In the #garden, by #beans')
    const before = await taskOf(id)
    const commits = await ask(`SELECT n FROM sync.commits`)
    expect(await run()).toMatchObject({ seen: 1, changed: 1, finishedAt: expect.any(String) })
    const after = await taskOf(id)
    expect(after).toMatchObject({ tags: ['beans', 'garden'], updated: '2026-11-22T12:00:00.000Z' })
    expect(after?.version).toBeGreaterThan(before?.version ?? 0)
    expect(await entriesOf(id)).toEqual([
      {
        action: 'tagged',
        actor_id: null,
        metadata: { before: { tags: [] }, after: { tags: ['beans', 'garden'] } },
      },
    ])
    expect(poked).toEqual([`user:${world.ann}`])
    expect(await ask(`SELECT n FROM sync.commits`)).toHaveLength(commits.length + 1)
  })

  test('leaves alone what has tags, what names none, and writes nothing for it', async () => {
    const ids = [
      await add('Dig #hole', null, ['mine']),
      await add('C# and ## more'),
      await add('x'),
    ]
    const before = await Promise.all(ids.map(taskOf))
    await run()
    expect(await Promise.all(ids.map(taskOf))).toEqual(before)
    expect((await Promise.all(ids.map(entriesOf))).flat()).toEqual([])
    expect(poked).toEqual([])
  })

  test('takes no more tags than a task can have', async () => {
    const id = await add('All', Array.from({ length: 60 }, (_, n) => `#tag${n}`).join(' '))
    await run()
    expect((await taskOf(id))?.tags).toHaveLength(50)
  })

  test('reads a row anew under its lock: what a person did meanwhile stays', async () => {
    const id = await add('Dig #hole')
    const edited: DataMigration = {
      ...populateTaskTags,
      async next(reader, stretch) {
        const keys = await populateTaskTags.next(reader, stretch)
        if (stretch.after === null)
          await ask(`UPDATE tasks.tasks SET tags = '{mine}', title = 'Dug #hole' WHERE id = $1`, id)
        return keys
      },
    }
    expect(await run({}, edited)).toMatchObject({ seen: 1, changed: 0 })
    expect(await taskOf(id)).toMatchObject({ tags: ['mine'] })
    expect(await entriesOf(id)).toEqual([])
  })
})

describe('a run', () => {
  test('goes through all in batches, and says how far it is', async () => {
    for (let n = 0; n < 5; n++) await add(`Dig #hole${n}`)
    const paces: object[] = []
    await run({ onProgress: ({ progress, left }) => paces.push({ seen: progress.seen, left }) })
    expect(paces).toEqual([
      { seen: 2, left: 3 },
      { seen: 4, left: 1 },
      { seen: 5, left: 0 },
      { seen: 5, left: 0 },
    ])
    expect(await run()).toMatchObject({ seen: 5, changed: 5 })
    expect(await ask(`SELECT FROM audit.activity_log WHERE action = 'tagged'`)).toHaveLength(5)
  })

  test('that was stopped goes on where it was, and does nothing twice', async () => {
    for (let n = 0; n < 5; n++) await add(`Dig #hole${n}`)
    const stopping = new AbortController()
    const stopped = await run({ signal: stopping.signal, onProgress: () => stopping.abort() })
    expect(stopped).toMatchObject({ seen: 2, finishedAt: null })
    // Who took a tag off again meanwhile is not given it a second time.
    const undone = stopped.position?.slice('task:'.length) as TaskId
    await ask(`UPDATE tasks.tasks SET tags = '{}' WHERE id = $1`, undone)
    expect(await run()).toMatchObject({ seen: 5, changed: 5, finishedAt: expect.any(String) })
    expect(await taskOf(undone)).toMatchObject({ tags: [] })
    expect(await ask(`SELECT FROM audit.activity_log WHERE action = 'tagged'`)).toHaveLength(5)
  })

  test('fails whole batches: progress and rows are one', async () => {
    for (let n = 0; n < 4; n++) await add(`Dig #hole${n}`)
    let calls = 0
    const failing: DataMigration = {
      ...populateTaskTags,
      effectOf(rows, key, now) {
        if (++calls === 4) throw new Error('a bug')
        return populateTaskTags.effectOf(rows, key, now)
      },
    }
    await expect(run({}, failing)).rejects.toThrow('a bug')
    expect(await progressOf()).toMatchObject({ seen: 2, changed: 2, finishedAt: null })
    expect(await ask(`SELECT FROM tasks.tasks WHERE tags <> '{}'`)).toHaveLength(2)
  })

  test('of two at once works alone, and everything is done once', async () => {
    for (let n = 0; n < 9; n++) await add(`Dig #hole${n}`)
    const runs = await Promise.all([run(), run(), run()])
    for (const progress of runs) expect(progress).toMatchObject({ seen: 9, changed: 9 })
    expect(await ask(`SELECT FROM audit.activity_log WHERE action = 'tagged'`)).toHaveLength(9)
  })

  test('waits for a row that somebody holds, then for a replica that is behind', async () => {
    const id = await add('Dig #hole')
    const said: string[] = []
    let behind = 2
    const held = Promise.withResolvers<void>()
    const holding = world.test.database.transact(async (tx) => {
      await tx.rows({ text: 'SELECT FROM tasks.tasks WHERE id = $1 FOR UPDATE', values: [id] })
      await held.promise
    })
    await run({
      log: (message) => {
        said.push(message)
        held.resolve()
      },
      lagOf: async () => (behind-- > 0 ? 60_000 : 0),
    })
    await holding
    expect(new Set(said)).toEqual(
      new Set([
        'Waiting for rows that somebody else is changing',
        'Waiting for a replica that is behind',
      ]),
    )
    expect(await taskOf(id)).toMatchObject({ tags: ['hole'] })
  })

  test('can be foreseen, and nothing is written', async () => {
    const id = await add('Dig #hole')
    for (let n = 0; n < 3; n++) await add('C#')
    const foreseen = await foreseeDataMigration(services(), populateTaskTags, {
      throttle: { batch: 2, pause: 1 },
    })
    expect(foreseen).toEqual({
      seen: 4,
      changed: 1,
      examples: [{ key: `task:${id}`, after: { tags: ['hole'] } }],
    })
    expect(await progressOf()).toBe(null)
    expect(await taskOf(id)).toMatchObject({ tags: [] })
  })
})

test('an unknown name is answered with those that there are', () => {
  expect(() => dataMigrationOf('tidy')).toThrow('There is: populate-task-tags.')
})
