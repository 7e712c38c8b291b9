import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type ServedForTest, serveForTest } from '@holdfast/server/testing/serve'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let served: ServedForTest
beforeAll(async () => {
  served = await serveForTest()
})
afterAll(() => served[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }

const INJECTIONS = [
  `'; DROP TABLE tasks.tasks; --`,
  `' OR '1'='1`,
  `x' UNION SELECT email, password_hash FROM users.users --`,
  `") OR created_by IS NOT NULL OR ("`,
  `$1::text OR TRUE`,
  `%`,
  `_`,
  `\\`,
  `a & b | !c <-> d:*`,
  `:* & (`,
  `title:quokka created_by:*`,
  `createdBy != null OR 1 = 1`,
]

describe('an injection', () => {
  test.each(INJECTIONS)('in a search or a filter finds nothing of others: %s', async (text) => {
    const [ada, eve] = [await served.signUp(), await served.signUp()]
    await served.post('tasks.create', { title: 'Quokka of Ada', description: 'secret' }, ada)
    await served.post('tasks.create', { title: 'Quokka of Eve' }, eve)
    const found = await served.query('tasks.search', { query: text }, eve)
    expect(found.status).toBeLessThan(500)
    expect(JSON.stringify(found.data)).not.toContain('of Ada')
    const filters = [{ tags: [text] }, { projectId: text }, { createdBy: text }, { status: text }]
    for (const filter of filters) {
      const listed = await served.query('tasks.list', { filters: filter }, eve)
      expect([200, 400]).toContain(listed.status)
      expect(JSON.stringify(listed.data)).not.toContain('of Ada')
    }
    for (const sort of [{ sort: text }, { sort: { by: text, order: 'asc' } }])
      expect((await served.query('tasks.list', sort, eve)).status).toBe(400)
    const whole = await served.query('tasks.list', undefined, ada)
    expect(JSON.stringify(whole.data)).toContain('Quokka of Ada')
  })

  test('of a header into a mail, by a name with CR LF, is refused', async () => {
    for (const name of ['Eve\r\nBcc: all@example.org', 'Eve\nX: y', 'Eve\u2028x', 'Eve\0']) {
      const email = `${crypto.randomUUID()}@example.org`
      const password = 'correct horse battery staple'
      const asked = { email, password, client: 'tool' }
      expect((await served.post('auth.register', { ...asked, firstName: name })).status).toBe(400)
      const lastName = { firstName: 'Eve', lastName: name }
      expect((await served.post('auth.register', { ...asked, ...lastName })).status).toBe(400)
    }
    const email = 'eve@example.org\r\nBcc: all@example.org'
    const asked = { email, password: 'correct horse battery staple', firstName: 'Eve' }
    expect((await served.post('auth.register', asked)).status).toBe(400)
  })
})

describe('an import', () => {
  const titlesOf = async (headers: Record<string, string>): Promise<string> =>
    JSON.stringify((await served.query('tasks.list', undefined, headers)).data)
  const projectsOf = async (headers: Record<string, string>): Promise<unknown> =>
    (await served.query('projects.list', undefined, headers)).data.items

  const zip = Buffer.from('504b0304140000000800', 'hex')
  /** A header of tar (POSIX.1-2017, pax): type 2, with where it leads. */
  const symbolicLink = Buffer.alloc(1024)
  symbolicLink.write('board.json', 0)
  symbolicLink.write('2/etc/passwd', 156)
  symbolicLink.write('ustar', 257)
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const hostile: [string, BodyInit, Record<string, string>][] = [
    ['an archive', zip, json],
    ['a symbolic link in an archive', symbolicLink, json],
    ['a symbolic link said to be one', symbolicLink, { 'content-type': 'application/x-tar' }],
    ['an archive that is said to be one', zip, { 'content-type': 'application/zip' }],
    ['a bomb', bomb, { ...json, 'content-encoding': 'gzip' }],
    [
      'bytes that are no UTF-8',
      Buffer.from('{"source":"trello","file":{"name":"\xff\xfe"}', 'latin1'),
      json,
    ],
    ['UTF-16', Buffer.from('{"source":"trello","file":{}}', 'utf16le'), json],
    ['JSON that breaks off', '{"source":"trello","file":{"name":"x","cards":[{"na', json],
    ['a board that is none', '{"source":"trello","file":{}}', json],
    ['a list for a board', '{"source":"trello","file":[]}', json],
  ]
  test.each(hostile)('of %s is refused, and nothing of it comes in', async (_, body, type) => {
    const headers = await served.signUp()
    for (const path of ['import.preview', 'import.run']) {
      const asked = { method: 'POST', headers: { ...type, ...headers }, body }
      const { status } = await fetch(`${served.url}/trpc/${path}`, asked)
      expect([400, 413, 415]).toContain(status)
    }
    expect(await projectsOf(headers)).toEqual([])
  })

  const list = { id: 'l1', name: '../../list', closed: false, pos: 1 }
  const board = (cards: unknown[]) => ({
    id: 'b1',
    name: '../../../etc/passwd',
    lists: [list],
    cards,
    labels: [],
    members: [],
    checklists: [],
    actions: [],
  })
  const card = (id: string, name: unknown) => ({
    id,
    name,
    desc: '',
    idList: 'l1',
    closed: false,
    pos: 1,
    labels: [],
    idMembers: [],
    idChecklists: [],
  })

  test('takes paths in names for names', async () => {
    const headers = await served.signUp()
    const projectId = crypto.randomUUID().replace(/^(.{14})./, '$17')
    const file = board([card('c1', '../../../../root/.ssh/authorized_keys')])
    const input = { source: 'trello', file, projectId, projectName: '../../up' }
    const run = await served.post('import.run', input, headers)
    expect(run.status).toBe(200)
    expect(await titlesOf(headers)).toContain('../../../../root/.ssh/authorized_keys')
  })

  test('of cards that lie in themselves, or in each other, brings each once', async () => {
    const headers = await served.signUp()
    const projectId = crypto.randomUUID().replace(/^(.{14})./, '$17')
    const round = { ...card('c1', 'Round'), idList: 'c1', idChecklists: ['c1'] }
    const there = { ...card('c2', 'There'), idList: 'c3', idChecklists: ['c3'] }
    const back = { ...card('c3', 'Back'), idList: 'c2', idChecklists: ['c2'] }
    const input = { source: 'trello', file: board([round, there, back]), projectId }
    const run = await served.post('import.run', { ...input, projectName: 'Cycles' }, headers)
    expect(run.status).toBe(200)
    const { data } = await served.query('tasks.list', undefined, headers)
    const titles = (data.items as { title: string }[]).map(({ title }) => title)
    expect(titles.sort()).toEqual(['Back', 'Round', 'There'])
  })

  test('of which one card is broken brings none of the others', async () => {
    const headers = await served.signUp()
    const projectId = crypto.randomUUID().replace(/^(.{14})./, '$17')
    const file = board([card('c1', 'Good'), card('c2', { not: 'a name' })])
    const input = { source: 'trello', file, projectId, projectName: 'Half' }
    expect((await served.post('import.run', input, headers)).status).toBe(400)
    expect(await projectsOf(headers)).toEqual([])
    expect(await titlesOf(headers)).not.toContain('Good')
  })
})

describe('an address that others wrote', () => {
  test('as of a picture or in a text is asked by no server', async () => {
    const asked: string[] = []
    const canary = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    canary.on('connection', () => asked.push('connection'))
    canary.listen(0, '127.0.0.1')
    await once(canary, 'listening')
    const { port } = canary.address() as AddressInfo
    const headers = await served.signUp()
    const push = async (id: number, name: string, args: object) =>
      served.post(
        'sync.push',
        {
          protocol: PROTOCOL,
          epoch: null,
          clientId: CLIENT,
          mutations: [
            {
              id,
              draftId: crypto.randomUUID(),
              name,
              version: 1,
              args,
              at: new Date().toISOString(),
            },
          ],
        },
        headers,
      )
    const picture = (url: string) => ({ avatar: url })
    const refused = ['http://127.0.0.1/', 'file:///etc/passwd', 'data:image/png;base64,x', '//x/y']
    let id = 0
    for (const url of refused) {
      id++
      const answer = await push(id, 'edit-profile', picture(url))
      expect(JSON.stringify(answer.data)).not.toContain('"applied"')
    }
    id++
    const kept = await push(
      id,
      'edit-profile',
      picture(`https://127.0.0.1:${port}/latest/meta-data`),
    )
    expect(kept.data).toMatchObject({ results: [{ status: 'applied' }] })
    const text = `http://127.0.0.1:${port}/ ![x](http://127.0.0.1:${port}/x.png)`
    const task = await served.post('tasks.create', { title: text, description: text }, headers)
    expect(task.status).toBe(200)
    await served.query('users.me', undefined, headers)
    await served.query('tasks.search', { query: text }, headers)
    expect(asked).toEqual([])
    canary.close()
    await once(canary, 'close')
  })
})

const CLIENT = crypto.randomUUID()
