import { expect, test } from 'vitest'
import { openLog } from './open-log.ts'

const logged = (fields: object): string => {
  const lines: string[] = []
  openLog('info', { write: (line) => lines.push(line) }).info(fields, 'message')
  return lines.join('')
}

test.each([
  { authorization: 'canary' },
  { headers: { authorization: 'canary', cookie: 'canary' } },
  { request: { headers: { cookie: 'canary' } } },
  { input: { password: 'canary' } },
  { reply: { accessToken: 'canary', refreshToken: 'canary' } },
  { session: { tokenHash: 'canary' } },
  { config: { databaseUrl: 'postgres://ada:canary@db' } },
  { a: { b: { c: { d: { password: 'canary' } } } } },
  { people: [{ email: 'canary@example.org' }] },
  { task: { title: 'canary', description: 'canary', tags: ['canary'] } },
  { user: { first_name: 'canary', ip_address: 'canary' } },
  { headers: { Authorization: 'canary', 'Set-Cookie': 'canary' } },
])('no secret of %j is written', (fields) => {
  expect(logged(fields)).not.toContain('canary')
  expect(logged(fields)).toContain('[redacted]')
})

test('an error is written without the values that it quotes', () => {
  const row = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'users_email_key',
    detail: 'Key (lower(email))=(canary@example.org) already exists.',
  })
  const query = Object.assign(new Error('Failed query: insert …\nparams: canary'), {
    query: 'insert …',
    params: ['canary'],
    cause: row,
  })
  const line = logged({ err: query })
  expect(line).not.toContain('canary')
  const { err } = JSON.parse(line)
  expect(err.message).toBe('Failed query: insert …')
  expect(err.cause).toMatchObject({ code: '23505', constraint: 'users_email_key' })
  expect(err.stack[0]).toMatch(/^\s+at /)
})

test('a value that PostgreSQL cannot read is not quoted', () => {
  const error = Object.assign(new Error('invalid input syntax for type uuid: "canary"'), {
    code: '22P02',
  })
  expect(logged({ err: error })).not.toContain('canary')
})

test.each([
  'connect to postgres://ada:canary@db:5432/x failed',
  'connect to smtps://canary:canary@mail.example.org failed',
  'connect to redis://:canary@cache failed',
  'asked with Authorization: Bearer canary.canary',
  'eyJhbGciOiJFZERTQSJ9.canary.canary was not taken',
  'hfp_canary was not taken',
  'https://tasks.example.org/verify#token=canary',
  'cookie: holdfast_refresh=canary; x',
  '$argon2id$v=19$m=19456,t=2,p=1$canary$canary',
])('a secret is known by its looks in a message and in an error: %s', (text) => {
  const lines: string[] = []
  const log = openLog('info', { write: (line) => lines.push(line) })
  log.info({}, text)
  log.warn({ err: new Error(text, { cause: new Error(text) }) }, 'failed')
  log.info({ path: text }, 'answered')
  expect(lines).toHaveLength(3)
  expect(lines.join('')).not.toContain('canary')
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg')
})

test('what is no secret is written as it is', () => {
  const fields = { path: '/trpc/tasks.list', state: '08006', job: 'prune', version: 3 }
  expect(JSON.parse(logged(fields))).toMatchObject(fields)
})
