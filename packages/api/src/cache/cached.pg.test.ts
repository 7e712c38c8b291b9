import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { expect, test } from 'vitest'
import { openWorld, refusal, sessionIn, type World } from '../testing/world.ts'

const open = (): Promise<World> => openWorld(postgresSearchIndex, memoryCache)

/** What the cache answered while `work` ran. */
const answersOf = async (world: World, work: () => Promise<unknown>): Promise<string[]> => {
  const before = world.cacheAnswers.length
  await work()
  return world.cacheAnswers.slice(before)
}

test('session, profile, project, first page and search come from the cache when they are asked for again', async () => {
  await using world = await open()
  const ann = await world.person('Ann')
  // A request of its own each time: one asks for its session once.
  const asAnn = () => world.asking({ bearer: ann.accessToken }).api
  const { id } = await ann.api.projects.create({ name: 'Garden' })
  for (const ask of [
    () => asAnn().users.me(),
    () => asAnn().projects.get({ id }),
    () => asAnn().tasks.list(),
    () => asAnn().tasks.search({ query: 'dig' }),
  ]) {
    await ask()
    expect(await answersOf(world, ask)).toEqual(['hit', 'hit'])
  }
})

test('every write is seen by the next read, whoever reads', async () => {
  await using world = await open()
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
  const { id } = await ann.api.projects.create({ name: 'Garden' })
  const titles = async (api = bob.api) => (await api.tasks.list()).items.map(({ title }) => title)
  expect(await titles()).toEqual([])
  await ann.api.projects.addMember({ projectId: id, email: 'bob@example.org', role: 'editor' })
  expect((await bob.api.projects.get({ id })).memberIds).toEqual([ann.user.id, bob.user.id])
  const task = await ann.api.tasks.create({ title: 'Dig', projectId: id })
  expect(await titles()).toEqual(['Dig'])
  await bob.api.tasks.update({ id: task.id, title: 'Sow' })
  expect(await titles(ann.api)).toEqual(['Sow'])
  await ann.api.projects.update({ id, name: 'Park' })
  expect((await bob.api.projects.get({ id })).name).toBe('Park')
  await ann.api.projects.removeMember({ projectId: id, userId: bob.user.id })
  expect(await titles()).toEqual([])
  expect(await refusal(bob.api.projects.get({ id }))).toMatchObject({
    appCode: 'project-not-found',
  })
})

test('a search finds what was written since it was asked last, and nothing that is out of sight', async () => {
  await using world = await open()
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
  const { id: projectId } = await ann.api.projects.create({ name: 'Garden' })
  const found = async () => (await bob.api.tasks.search({ query: 'dig' })).total.count
  expect(await found()).toBe(0)
  const { id } = await ann.api.tasks.create({ title: 'Dig', projectId })
  expect(await found()).toBe(0)
  await ann.api.projects.addMember({ projectId, email: 'bob@example.org', role: 'editor' })
  expect(await found()).toBe(1)
  await ann.api.tasks.update({ id, title: 'Sow' })
  expect(await found()).toBe(0)
  await ann.api.tasks.update({ id, title: 'Dig' })
  expect(await found()).toBe(1)
  await ann.api.projects.removeMember({ projectId, userId: bob.user.id })
  expect(await found()).toBe(0)
})

test('a session that was signed out is over at once, and no other', async () => {
  await using world = await open()
  const ann = await world.person('Ann')
  const signIn = () =>
    world.asking().api.auth.login({
      email: 'ann@example.org',
      password: 'correct horse battery staple',
      client: 'tool',
    })
  const other = sessionIn(await signIn())
  const { api } = world.asking({ bearer: other.accessToken })
  await api.users.me()
  await ann.api.users.me()
  await api.auth.logout({ refreshToken: other.refreshToken })
  const later = world.asking({ bearer: other.accessToken }).api
  expect(await refusal(later.users.me())).toMatchObject({ appCode: 'session-revoked' })
  expect((await ann.api.users.me()).id).toBe(ann.user.id)
})
