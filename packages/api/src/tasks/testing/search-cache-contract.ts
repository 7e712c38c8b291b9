import type { Database } from '@holdfast/db'
import type { DomainEvent } from '@holdfast/domain'
import type { Cache, SearchIndex, SearchUpkeep } from '@holdfast/infra'
import { describe, expect, test } from 'vitest'
import { searchIndexer } from '../../consumers/search-indexer.ts'
import { searchReconciling } from '../../search/reconciling-job.ts'
import { openWorld, type Person, type Server, type World } from '../../testing/world.ts'

type SearchEngine = 'postgres' | 'meilisearch'

/** The parts that are put under test. */
interface Parts {
  /** Adapters over one new memory. */
  caches(): Promise<() => Cache>
  /** A search as a server has it, with what the keeper of its index says set by hand. */
  openSearch(engine: SearchEngine): Promise<
    AsyncDisposable & {
      searchOf(db: Database): SearchIndex
      upkeepOf(db: Database): SearchUpkeep
      standing: { isCurrent: boolean; marks: number }
      faults: { status: number | null }
    }
  >
}

/** Two servers that share a cache, one without a cache, and what the events do. */
const openServers = async ({ caches, openSearch }: Parts, engine: SearchEngine) => {
  await using stack = new AsyncDisposableStack()
  const { searchOf, upkeepOf, standing, faults } = stack.use(await openSearch(engine))
  const cacheOf = await caches()
  const world = stack.use(await openWorld(searchOf, cacheOf))
  const other = await world.beside(cacheOf)
  const plain = await world.beside()
  const services = { ...other.services, searchUpkeep: upkeepOf(world.services.db) }
  const opened = stack.move()
  return {
    world,
    other,
    plain,
    faults,
    standing,
    services,
    /** Everything that happened so far comes to the index. */
    index: async () => {
      const indexer = searchIndexer(services)
      for (const event of await eventsOf(world))
        await indexer.handle(event, new AbortController().signal)
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

const eventsOf = async ({ services }: World): Promise<DomainEvent[]> => {
  const entries = await services.db.read((reader) =>
    reader.rows<Pick<DomainEvent, 'id' | 'entity' | 'entityId' | 'action'>>({
      text: `SELECT id, entity_type AS entity, entity_id AS "entityId", action
             FROM audit.activity_log ORDER BY created_at, id`,
    }),
  )
  return entries.map((entry) => ({ ...entry, version: 1, fields: ['status'] }))
}

const searchAt = ({ asking }: Server, { accessToken }: Person, query = 'anneal ') =>
  asking({ bearer: accessToken }).api.tasks.search({ query })

const titlesAt = async (server: Server, person: Person) =>
  (await searchAt(server, person)).items.map(({ title }) => title).sort()

/** What a cached search must hold to. */
export const searchCacheContract = (name: string, parts: Parts): void => {
  describe.each(['postgres', 'meilisearch'] as const)(`a cached search, ${name}, %s`, (engine) => {
    test('is answered from the cache by either server, each its own question', async () => {
      await using opened = await openServers(parts, engine)
      const { world, other } = opened
      const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
      await ann.api.tasks.create({ title: 'Anneal wire' })
      await opened.index()
      const first = await searchAt(world, ann)
      expect(first).toMatchObject({ engine, items: [{ title: 'Anneal wire' }] })
      expect(await searchAt(other, ann)).toEqual(first)
      expect(other.cacheAnswers.slice(-2)).toEqual(['hit', 'hit'])
      expect(await titlesAt(world, bob)).toEqual([])
      const { api } = other.asking({ bearer: ann.accessToken })
      const filters = { title: 'Temper' }
      expect((await api.tasks.search({ query: 'anneal ', filters })).items).toEqual([])
      expect((await api.tasks.search({ query: 'anneal ', limit: 1 })).items).toHaveLength(1)
    })

    test('after every write is as without the cache, before the index knows of it and after', async () => {
      await using opened = await openServers(parts, engine)
      const { world, other, plain } = opened
      const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
      const project = await ann.api.projects.create({ name: 'Garden' })
      const task = await ann.api.tasks.create({ title: 'Anneal one', projectId: project.id })
      const bobAtOther = other.asking({ bearer: bob.accessToken }).api
      const isAsWithout = async () => {
        for (const person of [ann, bob]) {
          const without = await searchAt(plain, person)
          for (const server of [world, other])
            expect(await searchAt(server, person)).toEqual(without)
        }
      }
      const { id } = task
      const projectId = project.id
      const bobJoins = { projectId, email: 'bob@example.org', role: 'editor' } as const
      const inProject = { title: 'Anneal three', projectId }
      const writes: [ann: string[], bob: string[], () => Promise<unknown>][] = [
        [['Anneal one'], [], async () => undefined],
        [['Anneal one'], ['Anneal one'], () => ann.api.projects.addMember(bobJoins)],
        [
          ['Two'],
          ['Two'],
          () => bobAtOther.tasks.update({ id, title: 'Two', description: 'Anneal' }),
        ],
        [[], [], () => ann.api.tasks.delete({ id })],
        [['Two'], ['Two'], () => bobAtOther.tasks.restore({ id })],
        [
          ['Anneal three', 'Two'],
          ['Anneal three', 'Two'],
          () => bobAtOther.tasks.create(inProject),
        ],
        [
          ['Anneal three', 'Two'],
          [],
          () => ann.api.projects.removeMember({ projectId, userId: bob.user.id }),
        ],
        [[], [], () => ann.api.projects.update({ id: projectId, status: 'deleted' })],
      ]
      for (const [annFinds, bobFinds, write] of writes) {
        await write()
        await isAsWithout()
        await opened.index()
        await isAsWithout()
        expect(await titlesAt(world, ann)).toEqual(annFinds)
        expect(await titlesAt(other, bob)).toEqual(bobFinds)
      }
    }, 120_000)
  })

  test(`an answer of the record in an index's place is not given once the index answers, ${name}`, async () => {
    await using opened = await openServers(parts, 'meilisearch')
    const { world, other, standing, faults } = opened
    const ann = await world.person('Ann')
    const engineAt = async (server: Server) => (await searchAt(server, ann)).engine
    await ann.api.tasks.create({ title: 'Anneal wire' })
    await opened.index()
    // One that fails once is in charge again at once.
    faults.status = 500
    expect(await engineAt(world)).toBe('postgres')
    faults.status = null
    expect(await engineAt(other)).toBe('meilisearch')
    // While it is behind, the record's answers are kept, and what the index said is not given.
    standing.isCurrent = false
    expect(await engineAt(world)).toBe('postgres')
    expect(await engineAt(other)).toBe('postgres')
    expect(other.cacheAnswers.at(-1)).toBe('hit')
    standing.isCurrent = true
    expect(await engineAt(other)).toBe('meilisearch')
  })

  test(`what an index said that was found to be behind is not given when it comes back, ${name}`, async () => {
    await using opened = await openServers(parts, 'meilisearch')
    const { world, other, standing, services } = opened
    const ann = await world.person('Ann')
    // Nobody tells the index.
    await ann.api.tasks.create({ title: 'Anneal wire' })
    expect(await titlesAt(world, ann)).toEqual([])
    standing.isCurrent = false
    standing.marks++
    expect(await titlesAt(world, ann)).toEqual(['Anneal wire'])
    await services.searchUpkeep.reconcile()
    standing.isCurrent = true
    expect(await titlesAt(other, ann)).toEqual(['Anneal wire'])
    // Nor what one said that was compared while nobody knew.
    await ann.api.tasks.create({ title: 'Anneal more' })
    expect(await titlesAt(other, ann)).toEqual(['Anneal wire'])
    await searchReconciling(services).run(new AbortController().signal)
    expect(await titlesAt(world, ann)).toEqual(['Anneal more', 'Anneal wire'])
  })
}
