import { pruneConflicts } from '@holdfast/db'
import { insertMember } from '@holdfast/db/testing'
import {
  type Conflict,
  type IsoDate,
  type ProjectId,
  type TaskId,
  userBucket,
} from '@holdfast/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { intend, mutate } from '../../mutations/mutate.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import { Record } from '../testing/record.ts'
import {
  newTaskId,
  openSyncWorld,
  type PushingClient,
  type SyncWorld,
} from '../testing/sync-world.ts'

let world: SyncWorld
let record: Record
let ann: Caller
let bob: Caller
let garden: ProjectId
let mine: PushingClient
let theirs: PushingClient
let id: TaskId

beforeAll(async () => {
  world = await openSyncWorld()
  record = new Record(world.test.database)
})
beforeEach(async () => {
  ann = await world.person('Ann')
  bob = await world.person('Bob')
  garden = await world.project(ann.userId, [bob.userId, 'editor'])
  mine = world.client(ann)
  theirs = world.client(bob)
  id = newTaskId()
  await mine.do('create-task', { id, title: 'Dig', projectId: garden })
})
afterAll(() => world[Symbol.asyncDispose]())

type Told = Pick<Conflict, 'userId' | 'kind' | 'field' | 'base' | 'lost' | 'kept' | 'by'>

const told = (about: TaskId | ProjectId = id): Promise<Told[]> =>
  record.read(
    `SELECT user_id AS "userId", kind, field, base, lost, kept, by_id AS by FROM sync.conflicts
     WHERE task_id = $1 OR project_id = $1 ORDER BY version`,
    about,
  )
const retitle = (client: PushingClient, value: string, base = 'Dig') =>
  client.do('edit-task', { id, title: { base, value } })

describe('an edit over a value that its writer had not seen', () => {
  test('[C2] tells both writers, each with both values and with who the other was', async () => {
    await retitle(theirs, 'Rest')
    expect(await retitle(mine, 'Sow')).toMatchObject({ status: 'applied' })
    expect(await record.task(id)).toMatchObject({ title: 'Sow' })
    const values = { field: 'title', base: 'Dig', lost: 'Rest', kept: 'Sow' }
    expect(await told()).toEqual([
      { ...values, userId: bob.userId, kind: 'overruled', by: ann.userId },
      { ...values, userId: ann.userId, kind: 'overrode', by: bob.userId },
    ])
    expect(world.poked).toEqual(
      expect.arrayContaining([userBucket(ann.userId), userBucket(bob.userId)]),
    )
  })

  test('[C2] reaches the devices of both and nobody else’s', async () => {
    const carl = await world.person('Carl')
    await world.test.database.transact((tx) => insertMember(tx, garden, carl.userId))
    await retitle(theirs, 'Rest')
    await retitle(mine, 'Sow')
    for (const [person, kinds] of [
      [ann, ['overrode']],
      [bob, ['overruled']],
      [carl, []],
    ] as const) {
      const device = new HoldingDevice(world.services, person.userId)
      await device.pull()
      const rows = [...device.positions.keys()].flatMap((bucket) => device.rows(bucket))
      expect(rows.flatMap((row) => (row.kind === 'conflict' ? [row.row.kind] : []))).toEqual(kinds)
    }
  })

  test('[C2] is told once where two devices of one person met', async () => {
    await retitle(world.client(ann), 'Rest')
    await retitle(mine, 'Sow')
    expect(await told()).toMatchObject([
      { userId: ann.userId, kind: 'overruled', lost: 'Rest', kept: 'Sow', by: ann.userId },
    ])
  })

  test('[C2] names the writer of the field, not of the task’s last change', async () => {
    const due = { dueDate: '2026-12-01T00:00:00.000Z' as IsoDate, dueAllDay: true }
    const none = { dueDate: null, dueAllDay: false }
    await theirs.do('edit-task', { id, due: { base: none, value: due } })
    await retitle(mine, 'Rest')
    const value = { ...due, dueAllDay: false }
    await world.client(ann).do('edit-task', { id, due: { base: none, value } })
    expect(await told()).toMatchObject([
      { userId: bob.userId, field: 'due', lost: due, kept: value },
      { userId: ann.userId, field: 'due', by: bob.userId },
    ])
  })

  test('[C2] knows the writer also within a batch, and sees a field’s first value', async () => {
    const edits = ['Rest', 'Sow'].map((value) =>
      theirs.intend('edit-task', { id, title: { base: 'Weed', value } }),
    )
    await theirs.push(...edits)
    expect(await told()).toMatchObject([
      { userId: ann.userId, kind: 'overruled', lost: 'Dig', kept: 'Rest', by: bob.userId },
      { userId: bob.userId, kind: 'overrode', lost: 'Dig', by: ann.userId },
      { userId: bob.userId, kind: 'overruled', lost: 'Rest', kept: 'Sow', by: bob.userId },
    ])
  })

  test('[C3] tells nobody who may not see what it is about', async () => {
    await retitle(theirs, 'Rest')
    await mine.do('remove-member', { projectId: garden, userId: bob.userId })
    await retitle(mine, 'secret')
    expect(await told()).toMatchObject([{ userId: ann.userId, kind: 'overrode', by: bob.userId }])
  })

  test('[C1] through the typed API is noticed alike', async () => {
    await retitle(theirs, 'Rest')
    const edit = intend('edit-task', { id, title: { base: 'Dig', value: 'Sow' } })
    await mutate(
      world.services,
      ann.userId,
      () => [edit],
      async () => undefined,
    )
    expect(await told()).toMatchObject([{ userId: bob.userId }, { userId: ann.userId }])
  })

  test('[C1] of a project is told like one of a task', async () => {
    const name = { base: 'Yard', value: 'Plot' }
    await mine.do('edit-project', { id: garden, name })
    expect(await told(garden)).toMatchObject([{ userId: ann.userId, field: 'name', kept: 'Plot' }])
  })

  test('[P6] that a rule refuses tells nobody', async () => {
    const none = { base: null, value: bob.userId }
    const stranger = world.client(await world.person('Eve'))
    const refused = await stranger.do('assign-task', { id, assignedTo: none })
    expect(refused).toMatchObject({ status: 'rejected' })
    expect(await told()).toEqual([])
  })
})

describe('a description', () => {
  const write = (client: PushingClient, value: string) =>
    client.do('edit-task', { id, description: { base: null, value } })

  test('[C5] that two wrote at once has both texts, and each is shown their own', async () => {
    await write(theirs, 'Deep')
    await write(mine, 'Wide')
    expect(await record.task(id)).toMatchObject({ description: 'Deep\n\nWide' })
    expect(await told()).toMatchObject([
      { userId: bob.userId, kind: 'merged', lost: 'Deep', kept: 'Wide', by: ann.userId },
      { userId: ann.userId, kind: 'merged', lost: 'Wide', kept: 'Deep', by: bob.userId },
    ])
  })
})

describe('an edit of a task in the trash', () => {
  test('[C6] tells who put it there and who edited it, once until it is dismissed', async () => {
    await mine.do('delete-task', { id })
    await retitle(theirs, 'Rest')
    await retitle(theirs, 'Sow', 'Rest')
    expect(await record.task(id)).toMatchObject({ title: 'Sow' })
    expect(await told()).toMatchObject([
      { userId: ann.userId, kind: 'trashed', lost: null, kept: 'Rest', by: bob.userId },
      { userId: bob.userId, kind: 'trashed', lost: 'Rest', kept: null, by: ann.userId },
    ])
    await dismissAll(ann)
    await retitle(theirs, 'Weed', 'Sow')
    expect(await told()).toHaveLength(3)
  })

  test('[C6] by the one who put it there is told once', async () => {
    await mine.do('delete-task', { id })
    await retitle(world.client(ann), 'Rest')
    expect(await told()).toMatchObject([{ userId: ann.userId, lost: 'Rest', by: ann.userId }])
  })
})

const conflictsOf = (person: Caller) =>
  record.read<Pick<Conflict, 'id' | 'dismissedAt'>>(
    'SELECT id, dismissed_at AS "dismissedAt" FROM sync.conflicts WHERE user_id = $1',
    person.userId,
  )
const dismissAll = async (person: Caller) => {
  const client = world.client(person)
  for (const one of await conflictsOf(person)) await client.do('dismiss-conflict', { id: one.id })
}

describe('a conflict', () => {
  test('[C8] is dismissed by whom it tells alone, and can be put back', async () => {
    await retitle(theirs, 'Rest')
    await retitle(mine, 'Sow')
    const [conflict] = await conflictsOf(bob)
    if (!conflict) throw new Error('none')
    await mine.do('dismiss-conflict', { id: conflict.id })
    expect(await conflictsOf(bob)).toMatchObject([{ dismissedAt: null }])
    const dismissed = await theirs.do('dismiss-conflict', { id: conflict.id })
    expect(dismissed).toMatchObject({ at: { [userBucket(bob.userId)]: expect.any(Number) } })
    expect(await conflictsOf(bob)).toMatchObject([{ dismissedAt: expect.any(String) }])
    await theirs.do('dismiss-conflict', { id: conflict.id, dismissed: false })
    expect(await conflictsOf(bob)).toMatchObject([{ dismissedAt: null }])
  })

  test('[C9] is kept as long as the trash, and taken off devices when it goes', async () => {
    await retitle(theirs, 'Rest')
    await retitle(mine, 'Sow')
    const device = new HoldingDevice(world.services, bob.userId)
    await device.pull()
    const kinds = () => device.rows(userBucket(bob.userId)).map(({ kind }) => kind)
    expect(kinds()).toContain('conflict')
    const prune = (before: Date) =>
      world.test.database.transact((tx) =>
        pruneConflicts(tx, before.toISOString() as IsoDate, 1000),
      )
    expect(await prune(world.clock.now)).toBe(0)
    expect(await prune(new Date(world.clock.now.getTime() + 1))).toBeGreaterThan(1)
    await device.pull()
    expect(kinds()).not.toContain('conflict')
  })

  test('goes with the task that it is about', async () => {
    await retitle(theirs, 'Rest')
    await retitle(mine, 'Sow')
    await world.test.database.transact((tx) =>
      tx.rows({ text: 'DELETE FROM tasks.tasks WHERE id = $1', values: [id] }),
    )
    expect(await told()).toEqual([])
  })
})
