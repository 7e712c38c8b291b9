import { insertTask } from '@holdfast/db/testing'
import { type Bucket, projectBucket } from '@holdfast/domain'
import { until } from '@holdfast/server/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Identity, identities, outsiders } from './identities.ts'
import { SecurityWorld } from './security-world.ts'
import { nameless, type Stage, unknownStage } from './stage.ts'

/** So many tasks make a bucket large enough to be kept ready. */
const LARGE = 2000

let world: SecurityWorld
let stage: Stage
let bucket: Bucket
let to: number
beforeAll(async () => {
  world = await SecurityWorld.open()
  stage = await world.stage()
  bucket = projectBucket(stage.project)
  const { db, pokes } = world.served.server.services
  await db.transact(async (tx) => {
    const { project: projectId, people } = stage
    for (let i = 0; i < LARGE; i++) await insertTask(tx, people.owner.id, { projectId })
  })
  pokes.poke([bucket])
  to = await until('there is a snapshot', async () => {
    const [found] = await db.read((reader) =>
      reader.rows<{ n: number }>({
        text: 'SELECT n FROM sync.snapshots WHERE bucket = $1',
        values: [bucket],
      }),
    )
    return found?.n
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const page = (who: Identity, of: Stage = stage, index = 0, token?: string) => {
  const headers: Record<string, string> = {}
  if (who !== 'stranger') headers.authorization = `Bearer ${token ?? world.people[who].token}`
  const path = `/snapshots/${projectBucket(of.project)}/${to}/${index}`
  return fetch(world.served.url + path, { headers })
}

const expected: Record<Identity, number> = {
  owner: 200,
  editor: 200,
  viewer: 200,
  admin: 404,
  other: 404,
  stranger: 401,
}

test.each(identities)('a page is answered to %s as the rule says', async (who) => {
  const answer = await page(who)
  expect(answer.status).toBe(expected[who])
  await answer.body?.cancel()
})

test('another’s page is answered byte for byte as one that is not there', async () => {
  for (const who of outsiders) {
    const said = async (of: Stage) => nameless(await (await page(who, of)).text(), of)
    expect(await said(stage)).toBe(await said(unknownStage(stage)))
  }
})

test('who was removed a moment ago gets no further page', async () => {
  const { project: projectId, people } = stage
  const input = { projectId, userId: people.viewer.id }
  expect((await world.call('owner', 'projects.removeMember', input)).answer).toBe('ok')
  expect((await page('viewer')).status).toBe(404)
})
