import {
  type Bucket,
  type IsoDate,
  projectBucket,
  type Row,
  rowKey,
  type Task,
  type TaskId,
  userBucket,
} from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import {
  dawn,
  memberRow,
  nthProject,
  nthTask,
  nthUser,
  projectRow,
  taskRow,
} from '../testing/world.ts'
import type { JournalEvent } from './journal.ts'
import type { Draft, OutboxEntry } from './outbox.ts'
import { Replica } from './replica.ts'

const ada = nthUser(1)
const home = userBucket(ada)
const garden = nthProject(1)
const one = nthTask(1)

let drafts = 0
const draft = (name: string, args: unknown): Draft => ({
  draftId: `d${++drafts}`,
  name,
  version: 1,
  args,
  at: dawn,
})
const create = (id: TaskId, title: string) => draft('create-task', { id, title })
const retitle = (id: TaskId, value: string) =>
  draft('edit-task', { id, title: { base: 'x', value } })
const placed = (of: Draft, id: number): OutboxEntry => ({ ...of, id })

const delta = (rows: Row[], dropped: number[] = [], bucket: Bucket = home): JournalEvent => ({
  type: 'delta',
  delta: { bucket, from: 0, to: 1, rows, removed: [], after: null },
  dropped,
})

const title = (replica: Replica, id: TaskId) => replica.view.task(id)?.title

const holding = (...rows: Row[]): Replica => {
  const replica = new Replica(ada)
  replica.load({ bucket: home, rows })
  return replica
}

describe('the view', () => {
  test('[R4] a draft is drawn at once and told with what it replaced', () => {
    const replica = holding(taskRow(one, ada, { title: 'Dig', version: 1 }))
    const changes = replica.draft(retitle(one, 'Dig deeper'))
    expect(changes).toMatchObject([
      {
        key: rowKey('task', one),
        before: { row: { title: 'Dig' } },
        after: { row: { title: 'Dig deeper' } },
      },
    ])
    expect(replica.view.base.get(rowKey('task', one))?.row).toMatchObject({ title: 'Dig' })
  })

  test('[R5] what a rule refuses changes nothing', () => {
    const replica = holding()
    expect(() => replica.draft(retitle(one, 'x'))).toThrow('There is no such task.')
    expect(replica.entries()).toEqual([])
    expect([...replica.view.rows()]).toEqual([])
  })

  test('the view does not flicker when the effect comes back', () => {
    const replica = holding()
    const mine = create(one, 'Dig')
    replica.draft(mine)
    replica.apply({ type: 'mutation', entry: placed(mine, 1) })
    const results = [{ id: 1, status: 'applied', at: { [home]: 1 } }] as const
    expect(replica.apply({ type: 'settled', results: [...results], dropped: [] })).toEqual([])
    const changes = replica.apply(delta([taskRow(one, ada, { title: 'Dig', version: 7 })], [1]))
    expect(changes.map(({ before, after }) => [before?.row.version, after?.row.version])).toEqual([
      [0, 7],
    ])
    expect(replica.entries()).toEqual([])
  })

  test('[R4] rows that did not change are not told of, and keep their identity', () => {
    const task = taskRow(one, ada, { title: 'Dig', version: 1 })
    const replica = holding(task)
    replica.draft(draft('tag-task', { id: one, add: ['soon'] }))
    const before = replica.view.task(one)
    expect(replica.apply(delta([task]))).toEqual([])
    expect(replica.view.task(one)).toBe(before)
  })

  test('[R1] another tab’s mutation that got its id first goes under this tab’s draft', () => {
    const replica = holding(taskRow(one, ada, { title: 'Dig', version: 1 }))
    const mine = retitle(one, 'mine')
    replica.draft(mine)
    replica.apply({ type: 'mutation', entry: placed(retitle(one, 'theirs'), 1) })
    expect(title(replica, one)).toBe('mine')
    replica.apply({ type: 'mutation', entry: placed(mine, 2) })
    expect(replica.entries().map(({ id }) => id)).toEqual([1, 2])
  })

  test('[R1] a mutation that learns an earlier place is replayed in it', () => {
    const replica = holding(taskRow(one, ada, { version: 1 }))
    const first = retitle(one, 'first')
    const second = retitle(one, 'second')
    replica.draft(first)
    replica.draft(second)
    replica.apply({ type: 'mutation', entry: placed(second, 1) })
    expect(title(replica, one)).toBe('first')
    replica.apply({ type: 'mutation', entry: placed(first, 2) })
    expect(title(replica, one)).toBe('first')
  })

  test('[O3] a refused mutation leaves the view but not the outbox', () => {
    const replica = holding(taskRow(one, ada, { title: 'Dig', version: 1 }))
    const mine = retitle(one, 'mine')
    replica.draft(mine)
    replica.apply({ type: 'mutation', entry: placed(mine, 1) })
    replica.apply({
      type: 'settled',
      results: [{ id: 1, status: 'rejected', code: 'forbidden', message: 'No.' }],
      dropped: [],
    })
    expect(title(replica, one)).toBe('Dig')
    expect(replica.entries()).toHaveLength(1)
    replica.apply({ type: 'discarded', id: 1 })
    expect(replica.entries()).toEqual([])
  })

  test('[R3] a mutation whose row is gone stays, and shows again when the row is back', () => {
    const task = taskRow(one, ada, { title: 'Dig', version: 1 })
    const replica = holding(task)
    const mine = retitle(one, 'mine')
    replica.draft(mine)
    replica.apply({ type: 'mutation', entry: placed(mine, 1) })
    replica.apply({ type: 'forgotten', buckets: [home], dropped: [] })
    expect(replica.view.task(one)).toBeUndefined()
    expect(replica.entries()[0]?.problem).toBeInstanceOf(Error)
    replica.apply(delta([task]))
    expect(title(replica, one)).toBe('mine')
    expect(replica.entries()[0]?.problem).toBeUndefined()
  })

  test('[V2] one of a version that is yet to come stays and shows nothing', () => {
    const replica = holding(taskRow(one, ada, { title: 'Dig', version: 1 }))
    const later = { ...placed(retitle(one, 'mine'), 1), version: 99 }
    replica.restore([later])
    expect(title(replica, one)).toBe('Dig')
    const [pending] = replica.entries()
    expect(pending).toMatchObject({ id: 1, version: 99, problem: { code: 'unknown-mutation' } })
  })

  test('[R2] what depends on a mutation is replayed with it', () => {
    const replica = holding()
    const born = create(one, 'Dig')
    const edited = retitle(one, 'Dig deeper')
    replica.draft(born)
    replica.draft(edited)
    replica.apply({ type: 'mutation', entry: placed(born, 1) })
    replica.apply({ type: 'mutation', entry: placed(edited, 2) })
    replica.apply({
      type: 'settled',
      results: [{ id: 1, status: 'rejected', code: 'forbidden', message: 'No.' }],
      dropped: [],
    })
    expect(replica.view.task(one)).toBeUndefined()
    replica.apply({ type: 'discarded', id: 2 })
    expect(replica.entries().map(({ name }) => name)).toEqual(['create-task', 'noop'])
  })

  test('[R1] another tab’s mutation does what this tab’s draft had done, since it comes first', () => {
    const replica = holding(taskRow(one, ada, { version: 1 }))
    const remove = (at: IsoDate) => ({ ...draft('delete-task', { id: one }), at })
    const later = '2026-11-22T08:00:01.000Z' as IsoDate
    replica.draft(remove(dawn))
    replica.apply({ type: 'mutation', entry: placed(remove(later), 1) })
    expect(replica.view.task(one)?.deletedAt).toBe(later)
  })

  test('[R2] what is replayed does not see what comes after it', () => {
    const bucket = projectBucket(garden)
    const replica = holding(taskRow(one, ada, { version: 1 }))
    replica.load({ bucket, rows: [projectRow(garden, ada), memberRow(garden, ada, 'owner')] })
    replica.draft(draft('move-task', { id: one, projectId: { base: null, value: garden } }))
    const status = { base: 'active', value: 'archived' }
    replica.draft(draft('set-project-status', { id: garden, status }))
    replica.apply(delta([taskRow(one, ada, { title: 'Dig', version: 2 })]))
    expect(replica.view.task(one)).toMatchObject({ title: 'Dig', projectId: garden })
    expect(replica.view.project(garden)?.status).toBe('archived')
  })

  test('[R2] what asks about tasks and comes first does not see what drafts made of them', () => {
    const bob = nthUser(2)
    const meadow = nthProject(2)
    const replica = new Replica(ada)
    for (const id of [garden, meadow])
      replica.load({
        bucket: projectBucket(id),
        rows: [projectRow(id, ada), memberRow(id, ada, 'owner'), memberRow(id, bob)],
      })
    const task = taskRow(one, ada, { projectId: garden, assignedTo: bob })
    replica.load({ bucket: projectBucket(garden), rows: [task] })
    replica.draft(draft('move-task', { id: one, projectId: { base: garden, value: meadow } }))
    const removal = draft('remove-member', { projectId: garden, userId: bob })
    replica.apply({ type: 'mutation', entry: placed(removal, 1) })
    expect(replica.view.task(one)).toMatchObject({ projectId: meadow, assignedTo: null })
  })

  test('[R1] [D7] with other numbers, mutations are replayed in another order', () => {
    const replica = holding(taskRow(one, ada, { title: 'Dig', version: 1 }))
    const both = [retitle(one, 'first'), retitle(one, 'second')]
    replica.restore(both.map((each, i) => placed(each, i + 1)))
    expect(title(replica, one)).toBe('second')
    const changes = replica.apply({
      type: 'renumbered',
      ids: [
        [1, 1],
        [2, 0],
      ],
      reissued: null,
    })
    expect(title(replica, one)).toBe('first')
    expect(changes).toHaveLength(1)
  })

  test('[R2] removing a member is replayed when a task of theirs arrives', () => {
    const bob = nthUser(2)
    const bucket = projectBucket(garden)
    const replica = new Replica(ada)
    const rows = [projectRow(garden, ada), memberRow(garden, ada, 'owner'), memberRow(garden, bob)]
    replica.load({ bucket, rows })
    replica.draft(draft('remove-member', { projectId: garden, userId: bob }))
    const task = taskRow(one, ada, { projectId: garden, assignedTo: bob, version: 9 })
    replica.apply(delta([task], [], bucket))
    expect(replica.view.task(one)?.assignedTo).toBeNull()
  })

  test('[D6] a new epoch empties the base and keeps what was done here', () => {
    const replica = holding(taskRow(nthTask(2), ada, { version: 1 }))
    const mine = create(one, 'Dig')
    replica.draft(mine)
    replica.apply({ type: 'mutation', entry: placed(mine, 1) })
    replica.apply({ type: 'new-epoch', epoch: 'e2' })
    const shown = [...replica.view.rows()].map(({ row }) => (row as Task).title)
    expect(shown).toEqual(['Dig'])
  })

  test('[A2] what is sent again counts as not acknowledged, and a refusal stays', () => {
    const replica = holding()
    for (const id of [1, 2, 3])
      replica.apply({ type: 'mutation', entry: placed(create(nthTask(id), 'Dig'), id) })
    const refused = { id: 3, status: 'rejected', code: 'forbidden', message: 'No.' } as const
    const results = [1, 2].map((id) => ({ id, status: 'applied', at: {} }) as const)
    replica.apply({ type: 'settled', results: [...results, refused], dropped: [] })
    replica.apply({ type: 'unsettled', from: 2 })
    const statuses = replica.entries().map(({ settlement }) => settlement?.status)
    expect(statuses).toEqual(['applied', undefined, 'rejected'])
  })

  test('[D7] renumbering keeps every mutation, with ids that swap places', () => {
    const replica = holding()
    const both = [create(one, 'a'), create(nthTask(2), 'b')]
    for (const [i, each] of both.entries())
      replica.apply({ type: 'mutation', entry: placed(each, i + 2) })
    replica.apply({
      type: 'renumbered',
      ids: [
        [2, 1],
        [3, 2],
      ],
      reissued: null,
    })
    expect(replica.entries().map(({ id }) => id)).toEqual([1, 2])
  })

  test('only somebody else’s change counts as remote', () => {
    const replica = holding(taskRow(one, ada, { title: 'Dig', version: 1 }))
    const mine = retitle(one, 'mine')
    replica.draft(mine)
    replica.apply({ type: 'mutation', entry: placed(mine, 1) })
    const back = replica.apply(delta([taskRow(one, ada, { title: 'mine', version: 2 })], [1]))
    expect(back.map(({ remote }) => remote)).toEqual([false])
    const theirs = replica.apply(delta([taskRow(one, ada, { title: 'theirs', version: 3 })]))
    expect(theirs.map(({ remote }) => remote)).toEqual([true])
  })
})
