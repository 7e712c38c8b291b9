import { type Database, schema, type Transaction } from '@holdfast/db'
import {
  insertMember,
  insertProject,
  insertTask,
  insertUser,
  testDatabase,
} from '@holdfast/db/testing'
import {
  type Bucket,
  isoDate,
  type ProjectId,
  projectBucket,
  type Tag,
  type TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchEngine, SearchIndex, SearchPage, TaskSearch } from './port.ts'
import { type RelevanceName, relevance, relevanceTasks } from './testing/relevance.ts'

type Columns = Parameters<typeof insertTask>[2]

/** An adapter over a database, for as long as the suite runs. */
export interface OpenedSearch extends AsyncDisposable {
  index: SearchIndex
  /** Settles when a search finds all that the record holds. */
  settle(): Promise<void>
  /** Of the engine that answers. */
  version: string
}

export interface SearchSubject {
  name: string
  engine: SearchEngine
  open(db: Database): Promise<OpenedSearch>
}

/** What every adapter of the search port does. */
export const searchIndexContract = ({ name, engine, open }: SearchSubject): void => {
  describe(`search index: ${name}`, () => {
    let clone: Awaited<ReturnType<typeof testDatabase>>
    let opened: OpenedSearch
    let ada: UserId
    beforeAll(async () => {
      clone = await testDatabase()
      opened = await open(clone.database)
      process.stdout.write(`search contract · ${name} · ${engine} ${opened.version}\n`)
      ada = await write((tx) => insertUser(tx, 'Ada'))
    })
    afterAll(async () => {
      await opened[Symbol.asyncDispose]()
      await clone[Symbol.asyncDispose]()
    })

    let isSettled = false
    const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
      isSettled = false
      return clone.database.transact(work)
    }
    const task = (title: string, columns: Columns = {}): Promise<TaskId> =>
      write((tx) => insertTask(tx, ada, { title, ...columns }))
    const page = async (query: string, change: Partial<TaskSearch> = {}): Promise<SearchPage> => {
      const buckets = [userBucket(ada)]
      if (!isSettled) await opened.settle()
      isSettled = true
      const asked = { query, buckets, filters: {}, sort: null, limit: 50, after: null, ...change }
      return opened.index.searchTasks(asked)
    }
    const search = async (query: string, change: Partial<TaskSearch> = {}): Promise<TaskId[]> =>
      (await page(query, change)).ids

    test('words are found by their stem, in title and description, in any case and order', async () => {
      const id = await task('Sharpening the Garden shears', { description: 'Whetstones needed' })
      for (const query of ['sharpen', 'SHEARS garden', 'whetstone', 'gardens sharpened'])
        expect(await search(query)).toEqual([id])
      expect(await search('sharpen hammer')).toEqual([])
    })

    test('a word is found while it is being typed', async () => {
      const id = await task('Reupholstering the armchair')
      for (const typed of ['reu', 'reuphol', 'reupholstering', 'the armch', 'armchair reuph'])
        expect(await search(typed)).toEqual([id])
      expect(await search('reuph armchair')).toEqual([])
    })

    test.each(['-gate', '-gate ', '-gate -"old hinge"'])(
      'what only excludes (%j) finds nothing',
      async (query) => {
        await task('barn door')
        expect(await page(query)).toMatchObject({ ids: [], total: { count: 0, relation: 'exact' } })
      },
    )

    test.each(['', '   ', '!!!', '""', '&|():*', "'; DROP TABLE tasks.tasks; --", '\\', 'a:*b'])(
      'whatever is typed (%j) is no error',
      async (query) => {
        expect(Array.isArray(await search(query))).toBe(true)
      },
    )

    test('nothing outside the named buckets is found', async () => {
      const { bob, projectId, theirs, inProject, given } = await write(async (tx) => {
        const bob = await insertUser(tx, 'Bob')
        const projectId = await insertProject(tx, bob)
        await insertMember(tx, projectId, ada)
        return {
          bob,
          projectId,
          theirs: await insertTask(tx, bob, { title: 'Marmalade alone' }),
          inProject: await insertTask(tx, bob, { title: 'Marmalade project', projectId }),
          given: await insertTask(tx, bob, { title: 'Marmalade given', assignedTo: ada }),
        }
      })
      const found = async (...buckets: Bucket[]) => new Set(await search('marmalade', { buckets }))
      expect(await found(userBucket(ada))).toEqual(new Set([given]))
      expect(await found(userBucket(bob))).toEqual(new Set([theirs, given]))
      expect(await found(projectBucket(projectId))).toEqual(new Set([inProject]))
      expect(await found(userBucket(ada), projectBucket(projectId))).toEqual(
        new Set([given, inProject]),
      )
      expect(await found()).toEqual(new Set())
    })

    test('tasks in the trash and of deleted projects are not found', async () => {
      const projectId: ProjectId = await write((tx) => insertProject(tx, ada))
      const buckets = [userBucket(ada), projectBucket(projectId)]
      await task('Turpentine trashed', { deletedAt: isoDate(new Date()) })
      const inProject = await task('Turpentine project', { projectId })
      expect(await search('turpentine', { buckets })).toEqual([inProject])
      const { projects } = schema
      const become = (status: 'deleted' | 'active') =>
        write((tx) => tx.db.update(projects).set({ status }).where(eq(projects.id, projectId)))
      await become('deleted')
      expect(await search('turpentine', { buckets })).toEqual([])
      await become('active')
      expect(await search('turpentine', { buckets })).toEqual([inProject])
    })

    test('every filter narrows', async () => {
      const projectId: ProjectId = await write((tx) => insertProject(tx, ada))
      const buckets = [userBucket(ada), projectBucket(projectId)]
      const at = (text: string) => isoDate(new Date(text))
      const plain = await task('Lacquer')
      const rich = await task('Lacquer and paint', {
        projectId,
        status: 'in_review',
        priority: 'critical',
        tags: ['wood', 'shop'] as Tag[],
        assignedTo: ada,
        dueDate: at('2026-12-01'),
        createdAt: at('2020-01-01'),
        updatedAt: at('2021-01-01'),
      })
      const found = async (filters: TaskSearch['filters']) =>
        new Set(await search('lacquer', { buckets, filters }))
      for (const filters of [
        { status: ['in_review', 'todo'], projectId },
        { status: ['in_review'] },
        { priority: ['critical'] },
        { tags: ['shop', 'wood'] },
        { assignedTo: ada },
        { projectId },
        { dueDate: { from: at('2026-12-01'), to: at('2026-12-02') } },
        { createdAt: { to: at('2020-01-02') } },
        { updatedAt: { to: at('2021-01-02') } },
        { title: 'Lacquer and paint' },
      ] as TaskSearch['filters'][])
        expect(await found(filters)).toEqual(new Set([rich]))
      expect(await found({ assignedTo: null })).toEqual(new Set([plain]))
      expect(await found({ projectId: null })).toEqual(new Set([plain]))
      expect(await found({ tags: ['shop', 'stone'] as Tag[] })).toEqual(new Set())
      expect(await found({ dueDate: { to: at('2026-12-01') } })).toEqual(new Set())
      expect(await found({ createdBy: ada })).toEqual(new Set([plain, rich]))
    })

    test('title.keyword is equal to the very same title alone', async () => {
      const titles = ['Veneer', 'veneer', 'VENEER', 'véneer veneer', 'Veneer "x\\" OR 1 = 1']
      const ids = new Map<string, TaskId>()
      for (const title of titles) ids.set(title, await task(title))
      for (const title of titles)
        expect(await search('veneer', { filters: { title } })).toEqual([ids.get(title)])
      expect(await search('veneer', { filters: { title: 'Venee' } })).toEqual([])
    })

    test('every sort is kept to across pages, with what has no date at the end', async () => {
      const at = (day: number) => isoDate(new Date(Date.UTC(2026, 0, day)))
      const made = new Map<string, TaskId>()
      const add = async (title: string, dueDay: number | null, day: number) => {
        const dueDate = dueDay === null ? null : at(dueDay)
        const dates = { dueDate, createdAt: at(day), updatedAt: at(20 - day) }
        made.set(title, await task(title, dates))
      }
      await add('Solder b', 3, 1)
      await add('Solder B', null, 2)
      await add('Solder a', 1, 3)
      await add('Solder ä', 2, 4)
      const sorted = async (
        by: 'title' | 'dueDate' | 'createdAt' | 'updatedAt',
        direction: 'ascending' | 'descending',
      ): Promise<string[]> => {
        const names: string[] = []
        for (let after: string | null = null; ; ) {
          const found: SearchPage = await page('solder ', {
            sort: { by, direction },
            limit: 3,
            after,
          })
          expect(found.total).toEqual({ count: 4, relation: 'exact' })
          for (const id of found.ids)
            names.push([...made].find(([, known]) => known === id)?.[0].slice(-1) ?? '')
          if (found.next === null) return names
          after = found.next
        }
      }
      expect(await sorted('title', 'ascending')).toEqual(['B', 'a', 'b', 'ä'])
      expect(await sorted('title', 'descending')).toEqual(['ä', 'b', 'a', 'B'])
      expect(await sorted('dueDate', 'ascending')).toEqual(['a', 'ä', 'b', 'B'])
      expect(await sorted('dueDate', 'descending')).toEqual(['b', 'ä', 'a', 'B'])
      expect(await sorted('createdAt', 'ascending')).toEqual(['b', 'B', 'a', 'ä'])
      expect(await sorted('updatedAt', 'ascending')).toEqual(['ä', 'a', 'B', 'b'])
    })

    test('pages hold every match once, the equally good ones too', async () => {
      const made = await write(async (tx) => {
        const ids: TaskId[] = []
        for (let n = 0; n < 25; n++)
          ids.push(await insertTask(tx, ada, { title: n % 3 ? 'Beeswax' : `Beeswax ${n} of many` }))
        return ids
      })
      for (const limit of [1, 4, 25, 26]) {
        const ids: TaskId[] = []
        for (let after: string | null = null; ; ) {
          const found: SearchPage = await page('beeswax', { limit, after })
          expect(found.ids.length).toBeLessThanOrEqual(limit)
          expect(found).toMatchObject({ engine, total: { count: 25, relation: 'exact' } })
          ids.push(...found.ids)
          if (found.next === null) break
          after = found.next
        }
        expect(ids).toHaveLength(25)
        expect(new Set(ids)).toEqual(new Set(made))
      }
    })

    test('marks are places of the text, whatever it says', () => {
      const text = 'Deployed <b>to</b> 🚀 production, deploys daily'
      const marked = opened.index
        .marksOf('deploying produ', text)
        .map(([from, to]) => text.slice(from, to))
      expect(marked).toEqual(['Deployed', 'production', 'deploys'])
      expect(opened.index.marksOf('the -deployed', text)).toEqual([])
    })

    describe('relevance', () => {
      let owner: UserId
      const names = new Map<TaskId, RelevanceName>()
      beforeAll(async () => {
        await write(async (tx) => {
          owner = await insertUser(tx, 'Rea')
          for (const [key, columns] of Object.entries(relevanceTasks))
            names.set(await insertTask(tx, owner, columns as Columns), key as RelevanceName)
        })
      })

      const holding = relevance.filter(({ engines }) => !engines || engines.includes(engine))
      test.each(holding)('$query finds $finds: $why', async ({ query, finds, inOrder, tags }) => {
        const filters = tags ? { tags: tags as Tag[] } : {}
        const ids = await search(query, { buckets: [userBucket(owner)], filters })
        const found = ids.map((id) => names.get(id))
        if (inOrder) expect(found).toEqual(finds)
        else expect(new Set(found)).toEqual(new Set(finds))
      })
    })
  })
}
