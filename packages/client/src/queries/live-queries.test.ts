import { projectBucket, type Row, userBucket } from '@holdfast/domain'
import { Replica } from '@holdfast/sync'
import {
  memberRow,
  nthProject,
  nthTask,
  nthUser,
  projectRow,
  taskRow,
  userRow,
} from '@holdfast/sync/testing'
import { beforeEach, expect, test } from 'vitest'
import { LiveQueries } from './live-queries.ts'

const ada = nthUser(1)
const bob = nthUser(2)
const garden = nthProject(1)

let replica: Replica
let queries: LiveQueries
let version = 0

const put = (...rows: Row[]): void => {
  const fresh = rows.map((row) => ({ ...row, row: { ...row.row, version: ++version } }) as Row)
  const bucket = rows[0]?.kind === 'user' ? userBucket(ada) : projectBucket(garden)
  queries.change(replica.load({ bucket, rows: fresh }))
}

beforeEach(() => {
  replica = new Replica(ada)
  queries = new LiveQueries(ada, replica.view)
})

test('tasks of a deleted project are shown nowhere, and come back with it', () => {
  put(projectRow(garden, ada), taskRow(nthTask(1), ada, { projectId: garden }))
  const list = queries.tasks({ project: garden })
  const seen: number[] = []
  list.subscribe(() => seen.push(list.get().length))
  expect(list.get()).toHaveLength(1)
  put(projectRow(garden, ada, { status: 'deleted' }))
  expect(queries.projects().get()).toEqual([])
  const deleted = () =>
    queries
      .deletedProjects()
      .get()
      .map(({ id }) => id)
  expect(deleted()).toEqual([garden])
  put(projectRow(garden, ada))
  expect(seen).toEqual([0, 1])
  expect(deleted()).toEqual([])
})

test('people: everyone known, whoever left included; members: who is there', () => {
  put(userRow(ada))
  put(
    projectRow(garden, ada),
    memberRow(garden, ada, 'owner'),
    memberRow(garden, bob, 'editor', { displayName: 'Bob', left: true }),
  )
  expect(queries.people().get().get(bob)).toEqual({ displayName: 'Bob', avatar: null })
  expect(
    queries
      .members(garden)
      .get()
      .map(({ userId }) => userId),
  ).toEqual([ada])
})

test('answers keep their identity until something in them changes', () => {
  put(projectRow(garden, ada), memberRow(garden, ada, 'owner'))
  put(
    taskRow(nthTask(1), ada, { projectId: garden }),
    taskRow(nthTask(2), ada, { projectId: garden }),
  )
  const answers = () => [
    queries.projects().get(),
    queries.members(garden).get(),
    queries.people().get(),
    queries.tasks({ project: null }).get(),
    queries.task(nthTask(2)).get(),
  ]
  const before = answers()
  put(taskRow(nthTask(1), ada, { projectId: garden, title: 'Changed' }))
  for (const [i, answer] of answers().entries()) expect(answer).toBe(before[i])
})

test('another view tells only what differs', () => {
  put(userRow(ada))
  put(taskRow(nthTask(1), ada, { projectId: garden }))
  const told: string[] = []
  const tasks = queries.tasks({})
  tasks.get()
  tasks.subscribe(() => told.push('tasks'))
  queries.me.get()
  queries.me.subscribe(() => told.push('me'))
  const other = new Replica(ada)
  for (const [key, row] of replica.view.base.rows())
    other.load({
      bucket: replica.view.base.bucketsOf(key)[0] ?? projectBucket(garden),
      rows: [row],
    })
  queries.reset(other.view)
  expect(told).toEqual([])
  other.load({ bucket: projectBucket(garden), rows: [taskRow(nthTask(2), ada)] })
  queries.reset(other.view)
  expect(told).toEqual(['tasks'])
})
