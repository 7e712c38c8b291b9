import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveForTest } from '../testing/serve.ts'
import { startProcess } from '../testing/server-process.ts'

/** Every value that must not be seen again has it in it. */
const CANARY = 'c4nary'
const email = `${CANARY}@example.org`
const password = `${CANARY} correct horse battery`

test('no canary is in any log, error answer or address, whatever goes wrong', async () => {
  await using served = await serveForTest()
  const { data } = await served.post('auth.register', {
    email,
    password,
    firstName: CANARY,
    lastName: CANARY,
    client: 'tool',
  })
  const secrets = [CANARY, String(data.accessToken), String(data.refreshToken)]
  const authorization = `Bearer ${data.accessToken}`
  const said: string[] = []
  const errors = async (answer: Promise<{ status: number; error: unknown; headers: Headers }>) => {
    const { status, error, headers } = await answer
    expect(status).toBeGreaterThanOrEqual(400)
    said.push(JSON.stringify(error), [...headers].join())
  }

  await errors(served.post('auth.login', { email, password: `${password}!`, client: 'tool' }))
  await errors(served.post('auth.login', { email: `${CANARY} nobody`, password }))
  await errors(served.post('auth.register', { email, password, firstName: CANARY, extra: CANARY }))
  await errors(served.post('auth.refresh', { refreshToken: CANARY }))
  await errors(served.post('auth.refresh', {}, { cookie: `holdfast_refresh=${CANARY}` }))
  await errors(served.query('users.me', undefined, { authorization: `Bearer ${CANARY}.${CANARY}` }))
  await errors(served.query('tasks.list', { cursor: CANARY }, { authorization }))
  await errors(served.query('tasks.get', { id: CANARY }, { authorization }))
  await errors(served.post('tasks.create', { title: '', description: CANARY }, { authorization }))
  await errors(served.post('import.preview', { source: 'trello', file: CANARY }, { authorization }))
  await served.server.services.db.transact((tx) =>
    tx.rows({ text: 'ALTER TABLE tasks.tasks ADD CHECK (title = $$x$$) NOT VALID' }),
  )
  const task = { title: CANARY, description: CANARY, tags: [CANARY] }
  await errors(served.post('tasks.create', task, { authorization }))

  expect(served.lines.length).toBeGreaterThan(10)
  for (const secret of secrets) {
    expect(served.lines.filter((line) => line.includes(secret))).toEqual([])
    expect(said.filter((text) => text.includes(secret))).toEqual([])
  }
})

test.each([
  ['DATABASE_URL', `postgres://ada:${CANARY}@127.0.0.1:1/x`],
  ['REDIS_URL', `redis://:${CANARY}@127.0.0.1:1`],
  ['AMQP_URL', `amqp://ada:${CANARY}@127.0.0.1:1`],
  ['SMTP_URL', `smtp://ada:${CANARY}@127.0.0.1:1`],
  ['HOLDFAST_TOKEN_KEY', CANARY],
  ['HOLDFAST_SIGNING_KEY', CANARY],
  ['METRICS_TOKEN', `${CANARY}!`],
  ['HOLDFAST_URL', `ftp://ada:${CANARY}@example.org`],
])('a start that fails over %s does not print it', async (name, value) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-canary-'))
  // Where the setting itself does not end the start, the missing database does.
  const database = { DATABASE_URL: 'postgres://127.0.0.1:1/x' }
  const mail = { MAIL_FROM: 'tasks@example.org' }
  const server = startProcess(folder, { ...database, ...mail, [name]: value, LOG_LEVEL: 'trace' })
  expect(await server.exit).not.toBe(0)
  expect(server.output()).not.toBe('')
  expect(server.output()).not.toContain(CANARY)
  await rm(folder, { recursive: true })
})
