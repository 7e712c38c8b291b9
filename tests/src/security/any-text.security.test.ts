import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SecurityWorld } from './security-world.ts'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = async (path: string, input: unknown) => {
  const { answer, body } = await world.call('owner', path, input)
  expect({ path, answer }).toEqual({ path, answer: 'ok' })
  return JSON.parse(body).result.data
}

test.each([
  ['zero-width characters', 'a\u200bb\u200cc\u200dd\ufeffe\u2060f'],
  ['right to left, with marks that turn it', 'שלום \u202eabc\u202c عالم \u2067x\u2069'],
  ['emoji of several parts', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇪🇺'],
  ['letters that could be composed', 'e\u0301 é ﬁ Ａ \u1e9b\u0323'],
  ['planes beyond the first', '𝒳𠮷\u{10ffff}'],
  ['markup', `<img src=x onerror=alert(1)> ' " \\ %00 \${x} {{x}}`],
])('%s come back byte for byte, wherever they are asked for', async (_, title) => {
  const { id } = await ask('tasks.create', { title, description: title })
  expect(await ask('tasks.get', { id })).toMatchObject({ title, description: title })
  const { items } = await ask('tasks.list', undefined)
  expect(items[0]).toMatchObject({ id, title, description: title })
  const { items: history } = await ask('tasks.history', { id })
  expect(JSON.stringify(history)).toContain(JSON.stringify(title))
  const asked = { protocol: PROTOCOL, epoch: null, clientId: crypto.randomUUID(), positions: {} }
  const pulled = await ask('sync.pull', { ...asked, joins: {}, downloading: [], inline: [] })
  expect(JSON.stringify(pulled)).toContain(JSON.stringify(title))
  const project = await ask('projects.create', { name: title })
  expect((await ask('projects.get', { id: project.id })).name).toBe(title)
})
