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
