import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { insertTask } from '@holdfast/db/testing'
import { AppError, type Bucket, type UserId, userBucket } from '@holdfast/domain'
import { PROTOCOL, type SnapshotOffer } from '@holdfast/sync'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ServedForTest, serveForTest } from '../testing/serve.ts'
import { until } from '../testing/server-process.ts'

interface Answered {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

let served: ServedForTest
let ann: { authorization: string }
let bucket: Bucket
let offer: SnapshotOffer
beforeAll(async () => {
  served = await serveForTest()
  ann = await served.signUp()
  const { data } = await served.query('users.me', undefined, ann)
  bucket = userBucket(data.id as UserId)
  const { db, pokes } = served.server.services
  await db.transact(async (tx) => {
    for (let i = 0; i < 2000; i++) await insertTask(tx, data.id as UserId)
  })
  pokes.poke([bucket])
  offer = await until('a snapshot is offered', offered)
})
afterAll(() => served[Symbol.asyncDispose]())

const offered = async (): Promise<SnapshotOffer | undefined> => {
  const held = { positions: {}, joins: {}, downloading: [], inline: [] }
  const asked = { protocol: PROTOCOL, epoch: null, clientId: crypto.randomUUID(), ...held }
  const { data } = await served.post('sync.pull', asked, ann)
  return (data.snapshots as SnapshotOffer[])[0]
}

/** By Node's own client, which neither inflates nor caches. */
const get = (path: string, headers: Record<string, string> = ann): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const asked = request(served.url + path, { headers }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, body: Buffer.concat(chunks) })
    })
    asked.on('error', reject)
    asked.end()
  })

const at = (index: number | string, to: number | string = offer.to, of: string = bucket) =>
  `/snapshots/${of}/${to}/${index}`

test('[N4] a page comes as it was offered, whatever the client would take', async () => {
  expect(offer.pages.length).toBeGreaterThan(1)
  for (const [index, { bytes, hash }] of offer.pages.entries()) {
    const page = await get(at(index), { ...ann, 'accept-encoding': 'gzip, br' })
    expect(page.status).toBe(200)
    expect(page.headers).toMatchObject({
      etag: `"${hash}"`,
      'content-type': 'application/octet-stream',
      'content-length': String(bytes),
      'cache-control': 'private, no-cache',
      vary: 'Authorization',
      'x-content-type-options': 'nosniff',
    })
    expect(page.headers['content-encoding']).toBeUndefined()
    expect(createHash('sha256').update(page.body).digest('hex')).toBe(hash)
  }
})

test('[N4] a page that is held is not sent again', async () => {
  const etag = `"${offer.pages[0]?.hash}"`
  for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const page = await get(at(0), { ...ann, 'if-none-match': held })
    expect(page).toMatchObject({ status: 304, headers: { etag, vary: 'Authorization' } })
    expect(page.body.length).toBe(0)
  }
  expect((await get(at(0), { ...ann, 'if-none-match': '"other"' })).status).toBe(200)
})

test('[N5] an unknown page, a foreign one and an address that makes no sense are answered alike', async () => {
  const stranger = await served.signUp()
  const wanted = at(0)
  const { body } = await get(at(99))
  const answer = JSON.parse(body.toString())
  const others = [
    await get(wanted, stranger),
    await get(wanted, { ...stranger, 'if-none-match': `"${offer.pages[0]?.hash}"` }),
    await get(at(0, offer.to + 1)),
    await get(at(0, offer.to, userBucket(crypto.randomUUID() as UserId))),
    await get(at('-1')),
    await get(at('0x1')),
    await get(at('9'.repeat(30))),
    await get(at(0, '1e0')),
    await get(at(0, '9'.repeat(15))),
    await get(at(0, offer.to, 'project:nobody')),
    await get('/snapshots/'),
    await get('/snapshots/a/b'),
  ]
  for (const other of others) {
    expect(other.status).toBe(404)
    const { error } = JSON.parse(other.body.toString())
    const { data, ...rest } = answer.error
    expect(error).toMatchObject({ ...rest, data: { ...data, path: expect.any(String) } })
    expect(other.headers.etag).toBeUndefined()
  }
})

test('[N5] nobody is shown a page without a session, or after signing out', async () => {
  for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
    const { status, body } = await get(at(0), headers)
    expect(status).toBe(401)
    expect(JSON.parse(body.toString()).error.data.appCode).toBe('unauthenticated')
  }
  const leaving = await served.signUp()
  expect((await get(at(0), leaving)).status).toBe(404)
  await served.post('auth.logout', {}, leaving)
  expect((await get(at(0), leaving)).status).toBe(401)
})

test('[N4] a page is only to be read', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const response = await fetch(served.url + at(0), { method, headers: ann })
    expect(response.status).toBe(404)
  }
  const head = await fetch(served.url + at(0), { method: 'HEAD', headers: ann })
  expect(head.status).toBe(200)
  expect(head.headers.get('etag')).toBe(`"${offer.pages[0]?.hash}"`)
})

test('[N4] who asks for too many pages is told when to ask again, also who has not signed in', async () => {
  const { limits } = served.server.services
  for (const headers of [ann, {}]) {
    const take = vi
      .spyOn(limits, 'take')
      .mockRejectedValueOnce(
        new AppError('too-many-requests', 'That was asked too often.', { retryAfter: 7 }),
      )
    expect(await get(at(0), headers)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
    })
    take.mockRestore()
  }
})
