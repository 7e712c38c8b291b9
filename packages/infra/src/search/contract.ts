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
import type { SearchIndex, TaskSearch } from './port.ts'

type Columns = Parameters<typeof insertTask>[2]

/** What every adapter of the search port does. */
export const searchIndexContract = (name: string, open: (db: Database) => SearchIndex): void => {
  describe(`search index: ${name}`, () => {
    let clone: Awaited<ReturnType<typeof testDatabase>>
    let index: SearchIndex
    let ada: UserId
    beforeAll(async () => {
      clone = await testDatabase()
      index = open(clone.database)
      ada = await write((tx) => insertUser(tx, 'Ada'))
    })
    afterAll(() => clone[Symbol.asyncDispose]())

    const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
      clone.database.transact(work)
    const task = (title: string, columns: Columns = {}): Promise<TaskId> =>
      write((tx) => insertTask(tx, ada, { title, ...columns }))
    const search = async (query: string, change: Partial<TaskSearch> = {}): Promise<TaskId[]> => {
      const buckets = [userBucket(ada)]
      const asked = { query, buckets, filters: {}, limit: 50, after: null, ...change }
      return (await index.searchTasks(asked)).ids
    }

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

    test('a filler word at the end narrows nothing', async () => {
      const id = await task('Varnish doorframes')
      expect(await search('varnish the')).toEqual([id])
    })

    test('phrases, exclusions and alternatives are understood', async () => {
      const [blue, red] = [await task('paint fence blue'), await task('paint blue fence red')]
      expect(await search('"fence blue"')).toEqual([blue])
      expect(await search('fence -red ')).toEqual([blue])
      expect(new Set(await search('"fence blue" or "fence red"'))).toEqual(new Set([blue, red]))
    })

    test.each(['-gate', '-gate ', '-gate -"old hinge"', 'barn or -gate'])(
      'what only excludes (%j) finds nothing',
      async (query) => {
        await task('barn door')
        expect(await search(query)).toEqual([])
      },
    )

    test('a match in the title comes before one in the description', async () => {
      const inText = await task('Errands', { description: 'kumquat '.repeat(50) })
      const inTitle = await task('Peel one kumquat before the guests come to the long dinner')
      expect(await search('kumquat')).toEqual([inTitle, inText])
    })

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
      await write((tx) =>
        tx.db.update(projects).set({ status: 'deleted' }).where(eq(projects.id, projectId)),
      )
      expect(await search('turpentine', { buckets })).toEqual([])
    })

    test('every filter narrows', async () => {
      const projectId: ProjectId = await write((tx) => insertProject(tx, ada))
      const buckets = [userBucket(ada), projectBucket(projectId)]
      const at = (text: string) => isoDate(new Date(text))
      const plain = await task('Lacquer')
      const rich = await task('Lacquer', {
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
      ] as TaskSearch['filters'][])
        expect(await found(filters)).toEqual(new Set([rich]))
      expect(await found({ assignedTo: null })).toEqual(new Set([plain]))
      expect(await found({ projectId: null })).toEqual(new Set([plain]))
      expect(await found({ tags: ['shop', 'stone'] as Tag[] })).toEqual(new Set())
      expect(await found({ dueDate: { to: at('2026-12-01') } })).toEqual(new Set())
      expect(await found({ createdBy: ada })).toEqual(new Set([plain, rich]))
    })

    test('pages hold every match once, the equally good ones too', async () => {
      const made = await write(async (tx) => {
        const ids: TaskId[] = []
        for (let n = 0; n < 25; n++)
          ids.push(await insertTask(tx, ada, { title: n % 3 ? 'Beeswax' : `Beeswax ${n} of many` }))
        return ids
      })
      const buckets = [userBucket(ada)]
      for (const limit of [1, 4, 25, 26]) {
        const ids: TaskId[] = []
        for (let after: string | null = null; ; ) {
          const page = await index.searchTasks({
            query: 'beeswax',
            buckets,
            filters: {},
            limit,
            after,
          })
          expect(page.ids.length).toBeLessThanOrEqual(limit)
          ids.push(...page.ids)
          if (page.next === null) break
          after = page.next
        }
        expect(ids).toHaveLength(25)
        expect(new Set(ids)).toEqual(new Set(made))
      }
    })
  })
}
