import type { Database, Reader } from '@holdfast/db'
import { type ClientId, projectBucket } from '@holdfast/domain'
import { PROTOCOL, type PullRequest } from '@holdfast/sync'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Caller } from '../../context.ts'
import { answerPull } from '../pull/answer-pull.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import type { LiveClient } from '../testing/live-client.ts'
import { type LiveProcess, type LiveWorld, openLiveWorld } from '../testing/live-world.ts'
import { newTaskId } from '../testing/sync-world.ts'

const READERS = 1000
const TASKS = 5000

let world: LiveWorld
let server: LiveProcess
let ann: Caller
beforeAll(async () => {
  world = await openLiveWorld()
  server = await world.process()
  ann = await world.person('Ann')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

/** The same database; `names` has the statements that its snapshots read with. */
const watched = (database: Database) => {
  const names: string[] = []
  const readSnapshot = <T>(fn: (reader: Reader) => Promise<T>): Promise<T> =>
    database.readSnapshot((reader) =>
      fn({
        db: reader.db,
        rows: (statement) => {
          names.push(statement.name ?? '')
          return reader.rows(statement)
        },
      }),
    )
  return { db: Object.create(database, { readSnapshot: { value: readSnapshot } }), names }
}

test('[F3] [S10] [S15] a bulk edit of 5,000 tasks closes none of 1,000 sockets, and each device ends right', async () => {
  const project = await world.project(ann.userId)
  const bucket = projectBucket(project)
  const write = (text: string, ...values: unknown[]) =>
    world.test.database.transact((tx) => tx.rows({ text, values }))
  await write(
    `INSERT INTO tasks.tasks (title, created_by, project_id, order_key)
     SELECT 'Task ' || i, $1, $2, 'a' FROM generate_series(1, ${TASKS}) AS i`,
    ann.userId,
    project,
  )
  const device = new HoldingDevice(world.services, ann.userId)
  await device.pull()
  const positions = device.positionsByBucket
  const token = await world.token(ann)
  const sockets: LiveClient[] = []
  while (sockets.length < READERS) {
    const more = await Promise.all(Array.from({ length: 100 }, () => server.connect()))
    await Promise.all(more.map((socket) => socket.greet(token, { positions })))
    sockets.push(...more)
  }

  await write(`UPDATE tasks.tasks SET status = 'completed' WHERE project_id = $1`, project)
  world.pokes.poke([bucket])
  await Promise.all(
    sockets.map((socket) => socket.until(() => socket.heard.some(({ type }) => type === 'pull'))),
  )
  const { db, names } = watched(world.test.database)
  const request: PullRequest = {
    protocol: PROTOCOL,
    epoch: null,
    clientId: crypto.randomUUID() as ClientId,
    positions,
    joins: {},
    downloading: [],
    inline: [],
  }
  // At the same time, however long a busy machine takes to answer them all.
  const stopped = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  const replies = await Promise.all(sockets.map(() => answerPull({ db }, ann.userId, request)))
  stopped.mockRestore()
  // A page of it, and as that would have cut it in two, all of it.
  expect(names.filter((name) => name === 'bucket-changes')).toHaveLength(2)
  const to = positions[bucket] ?? 0
  for (const reply of replies)
    expect(reply).toMatchObject({ status: 'done', deltas: [{ bucket, to: to + 1 }] })
  await device.pull()
  const statuses = device
    .rows(bucket)
    .flatMap(({ kind, row }) => (kind === 'task' ? row.status : []))
  expect(statuses).toEqual(Array.from({ length: TASKS }, () => 'completed'))

  // Every socket carries on: the next frame continues what the pull brought.
  await world.client(ann).do('create-task', { id: newTaskId(), title: 'Next', projectId: project })
  await Promise.all(
    sockets.map((socket) => socket.until(() => socket.framesOf(bucket).length === 1)),
  )
  for (const socket of sockets) {
    expect(socket.closeCode).toBeNull()
    expect(socket.framesOf(bucket)[0]?.from).toBe(to + 1)
    socket.socket.terminate()
  }
}, 120_000)
