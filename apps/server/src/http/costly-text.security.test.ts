import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedForTest, serveForTest } from '../testing/serve.ts'

let served: ServedForTest
beforeAll(async () => {
  served = await serveForTest()
})
afterAll(() => served[Symbol.asyncDispose]())

/** Marks that Unicode has a text put in order, which takes time with the square of them. */
const MARKS = `a${'\u0301\u0316'.repeat(500_000)}`
/** A language tag whose variants a browser’s and Node’s library compare each with each. */
const VARIANTS = Array.from({ length: 250_000 }, (_, i) => `a${i.toString(36).padStart(5, '0')}`)
const LANGUAGE = `en-${VARIANTS.join('-')}`

const who = { email: 'ada@example.org', firstName: 'Ada', client: 'tool' }
const password = 'correct horse battery staple'
const hostile: [string, string, object][] = [
  ['a password', 'auth.login', { email: who.email, password: MARKS }],
  ['a new password', 'auth.register', { ...who, password: MARKS }],
  ['a password by a link', 'auth.resetPassword', { token: 'x'.repeat(43), password: MARKS }],
  ['a language', 'auth.register', { ...who, password, language: LANGUAGE }],
]

// Each of these alone kept the whole server busy for five minutes.
test.each(hostile)('a text that would take long is refused unread: %s', async (...one) => {
  const [, path, input] = one
  expect((await served.post(path, input, await served.signUp())).status).toBe(400)
})

test('a tag that would take long is refused unread', async () => {
  const headers = await served.signUp()
  const input = { id: crypto.randomUUID(), title: 'x', tags: [MARKS] }
  expect((await served.post('tasks.create', input, headers)).status).toBe(400)
})
