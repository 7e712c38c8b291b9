import { bucketHeads } from '@holdfast/db'
import { createDatabase, dropDatabase, insertTask } from '@holdfast/db/testing'
import { type ProjectId, projectBucket, userBucket } from '@holdfast/domain'
import { MAX_FRAME_BYTES } from '@holdfast/sync'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import { type LiveProcess, type LiveWorld, openLiveWorld } from '../testing/live-world.ts'
import { newTaskId } from '../testing/sync-world.ts'
import { readCommits } from './read-commits.ts'

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

const followed = (caller: Caller) => world.follow(caller, server)

describe('frames', () => {
  test('[S4] never tell of what a person may not see', async () => {
    const carl = await world.person('Carl')
    const { socket } = await followed(carl)
    const { socket: own } = await followed(ann)
    const id = newTaskId()
    await world.client(ann).do('create-task', { id, title: 'secret' })
    await own.until(() => own.frames.length === 1)
    await socket.settled()
    expect(socket.frames).toEqual([])
    for (const { socket: open } of [socket, own]) open.close()
  })

  test('[B5] of a task that moved say removed here and show it there', async () => {
    const [a, b] = [await world.project(ann.userId), await world.project(ann.userId)]
    const carl = await world.person('Carl')
    await world.test.database.transact((tx) =>
      tx.rows({
        text: 'INSERT INTO tasks.project_members (project_id, user_id) VALUES ($1, $2)',
        values: [a, carl.userId],
      }),
    )
    const id = newTaskId()
    const client = world.client(ann)
    await client.do('create-task', { id, title: 'Dig', projectId: a })
    const [mine, half] = [await followed(ann), await followed(carl)]
    await client.do('move-task', { id, projectId: { base: a, value: b } })
    await mine.socket.until(() => mine.socket.frames.length === 2)
    await half.socket.until(() => half.socket.frames.length === 1)
    expect(half.socket.frames).toMatchObject([
      { bucket: projectBucket(a), rows: [], removed: [{ kind: 'task', id }] },
    ])
    mine.device.takeFrames(mine.socket.frames)
    expect(mine.device.rows(projectBucket(a))).not.toContainEqual(
      expect.objectContaining({ kind: 'task' }),
    )
    expect(mine.device.rows(projectBucket(b))).toContainEqual(
      expect.objectContaining({ row: expect.objectContaining({ id }) }),
    )
    for (const { socket } of [mine, half]) socket.socket.close()
  })

  test('[F4] [S8] a removed member hears that the grants changed and nothing more of the project', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(ann.userId, [carl.userId, 'editor'])
    const bucket = projectBucket(project)
    const [owner, member] = [await followed(ann), await followed(carl)]
    const client = world.client(ann)
    await client.push(
      client.intend('create-task', { id: newTaskId(), title: 'in one commit', projectId: project }),
      client.intend('remove-member', { projectId: project, userId: carl.userId }),
    )
    await client.do('create-task', { id: newTaskId(), title: 'later', projectId: project })
    await owner.socket.until(
      () =>
        owner.socket
          .framesOf(bucket)
          .at(-1)
          ?.rows.some(({ row }) => 'title' in row && row.title === 'later') ?? false,
    )
    await member.socket.until(() => member.socket.frames.length > 0)
    await member.socket.settled()
    expect(member.socket.framesOf(bucket)).toEqual([])
    expect(member.socket.frames).toMatchObject([{ bucket: userBucket(carl.userId), grants: true }])
    for (const { socket } of [owner, member]) socket.socket.close()
  })

  test('[S8] too large to be read also leave the removed member out', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(ann.userId, [carl.userId, 'editor'])
    const bucket = projectBucket(project)
    const [owner, member] = [await followed(ann), await followed(carl)]
    await world.test.database.transact(async (tx) => {
      for (let i = 0; i < 600; i++) await insertTask(tx, ann.userId, { projectId: project })
      await tx.rows({
        text: 'UPDATE tasks.project_members SET left_at = now() WHERE user_id = $1',
        values: [carl.userId],
      })
    })
    world.pokes.poke([bucket])
    await owner.socket.until(() => owner.socket.heard.some(({ type }) => type === 'pull'))
    await member.socket.settled()
    expect(member.socket.heard.filter(({ type }) => type === 'pull')).toEqual([])
    for (const { socket } of [owner, member]) socket.socket.close()
  })

  test('[S8] of a backlog that is read in parts leave out whom a later part removes', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(ann.userId, [carl.userId, 'editor'])
    const bucket = projectBucket(project)
    const id = newTaskId()
    const client = world.client(ann)
    await client.do('create-task', { id, title: 'Dig', projectId: project })
    const { database } = world.test
    const before = await database.read((reader) => bucketHeads(reader, [bucket]))
    await client.do('edit-task', { id, title: { base: 'Dig', value: 'Plant' } })
    await client.do('remove-member', { projectId: project, userId: carl.userId })
    await client.do('edit-task', { id, title: { base: 'Plant', value: 'secret' } })
    const one = { changes: 1, bytes: 1_000_000 }
    const round = await database.readSnapshot((reader) => readCommits(reader, before, one))
    // The row is as it is now.
    expect(round.commits).toMatchObject([{ news: { rows: [{ row: { title: 'secret' } }] } }])
    expect(round.left).toEqual([])
    expect(round.people).toEqual(new Map([[bucket, new Set([ann.userId])]]))
  })

  test('[F4] a new member is told, pulls, and then has frames that continue', async () => {
    const carl = await world.person('Carl')
    const { device, socket } = await followed(carl)
    const project = await world.project(ann.userId, [carl.userId, 'editor'])
    world.pokes.poke([userBucket(carl.userId)])
    await socket.until(() => socket.frames.some(({ grants }) => grants))
    await device.pull()
    const known = socket.heard.length
    await world.client(ann).do('create-task', { id: newTaskId(), title: 'Dig', projectId: project })
    await socket.until(() => socket.heard.length > known)
    const [frame] = socket.framesOf(projectBucket(project))
    expect(frame?.from).toBe(device.positions.get(projectBucket(project)))
    socket.socket.close()
  })

  test('[F3] of more than 64 KiB are announced, and the pull brings what they held', async () => {
    const carl = await world.person('Carl')
    const { device, socket } = await followed(carl)
    const id = newTaskId()
    const description = 'x'.repeat(MAX_FRAME_BYTES)
    await world.client(carl).do('create-task', { id, title: 'Dig', description })
    await socket.until(() => socket.heard.some(({ type }) => type === 'pull'))
    expect(socket.frames).toEqual([])
    await device.pull()
    expect(socket.heard).toContainEqual(
      expect.objectContaining({ type: 'pull', to: device.positions.get(userBucket(carl.userId)) }),
    )
    socket.socket.close()
  })

  test('[W3] reach the sockets of every process, also where the poke was lost', async () => {
    await using other = await world.process()
    const carl = await world.person('Carl')
    const [here, there] = [await followed(carl), await world.follow(carl, other)]
    const client = world.client(carl)
    await client.do('create-task', { id: newTaskId(), title: 'Dig' })
    for (const { socket } of [here, there]) await socket.until(() => socket.frames.length === 1)
    await world.test.database.transact((tx) => insertTask(tx, carl.userId))
    for (const { socket } of [here, there]) await socket.until(() => socket.frames.length === 2)
    here.socket.socket.close()
  })
})

describe('200 buckets', () => {
  test('[F2] [S12] frames arrive in order and no pull is needed, whatever another database holds open', async () => {
    const carl = await world.person('Carl')
    const projects: ProjectId[] = []
    for (let i = 0; i < 200; i++) projects.push(await world.project(carl.userId))
    const { device, socket, behind } = await followed(carl)
    expect(behind).toEqual([])

    const elsewhere = await createDatabase(world.test.clusterUrl, 'elsewhere_of_live')
    const writer = new Client({ connectionString: elsewhere })
    await writer.connect()
    await writer.query('CREATE TABLE held (id int)')
    await writer.query('BEGIN')
    await writer.query('INSERT INTO held VALUES (1)')

    const clients = [world.client(carl), world.client(carl), world.client(carl)]
    const delays: number[] = []
    const writeTo = async (own: ProjectId[], client: (typeof clients)[number]) => {
      for (const projectId of own) {
        const bucket = projectBucket(projectId)
        const known = socket.framesOf(bucket).length
        await client.do('create-task', { id: newTaskId(), title: 'Dig', projectId })
        const committed = performance.now()
        await socket.until(() => socket.framesOf(bucket).length > known)
        delays.push(performance.now() - committed)
      }
    }
    const [client] = clients
    if (!client) throw new Error('no client')
    await writeTo(projects.slice(0, 100), client)
    expect(socket.frames.length).toBeGreaterThanOrEqual(100)
    const { rows } = await writer.query('SELECT count(*)::int AS n FROM held')
    expect(rows).toEqual([{ n: 1 }])
    await writer.query('COMMIT')
    await writer.end()
    await dropDatabase(world.test.clusterUrl, 'elsewhere_of_live')

    await Promise.all(
      clients.map(async (one, i) => {
        for (const projectId of projects.filter((_, n) => n % 3 === i))
          await one.do('create-task', { id: newTaskId(), title: 'Dig', projectId })
      }),
    )
    const last = projects.map(projectBucket)
    await socket.until(() =>
      last.every((bucket, n) => (socket.framesOf(bucket).at(-1)?.to ?? 0) >= (n < 100 ? 3 : 2)),
    )
    expect(device.takeFrames(socket.frames)).toBeGreaterThanOrEqual(300 - 50)
    const fresh = new HoldingDevice(world.services, carl.userId)
    await fresh.pull()
    expect(device.positions).toEqual(fresh.positions)
    expect(socket.heard.filter(({ type }) => type === 'pull')).toEqual([])
    delays.sort((a, b) => a - b)
    expect(delays[90]).toBeLessThan(500)
    socket.socket.close()
  })
})
