import type { ClientId, IsoDate, ProjectRole, TaskId } from '@holdfast/domain'
import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCounter } from '@holdfast/infra/limits/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openLimits } from '../limits/limits.ts'
import { rules } from '../limits/rules.ts'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'
import { enterRefusals } from './enter-refusals.ts'

let world: World
let ada: Person
let bob: Person
let eve: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
  bob = await world.person('Bob')
  eve = await world.person('Eve')
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() =>
  world.services.db.transact((tx) => tx.rows({ text: 'TRUNCATE audit.activity_log' })),
)

const shared = async (role: ProjectRole) => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Shared' })
  await ada.api.projects.addMember({ projectId, email: bob.user.email, role })
  const { id } = await ada.api.tasks.create({ title: 'Dig', projectId })
  return { projectId, id }
}

const entered = () =>
  world.services.db.read((reader) =>
    reader.rows({
      text: `SELECT entity_type AS entity, entity_id AS "entityId", actor_id AS "by", metadata
             FROM audit.activity_log WHERE action = 'refused' ORDER BY version`,
    }),
  )

const entryOf = (person: Person, after: object) => ({
  entity: 'user',
  entityId: person.user.id,
  by: person.user.id,
  metadata: { before: {}, after },
})

test('a member who does an owner’s work is refused, and that is in the audit log without values', async () => {
  const { projectId } = await shared('editor')
  const name = 'Mine from now on'
  expect(await refusal(bob.api.projects.update({ id: projectId, name }))).toMatchObject({
    code: 'FORBIDDEN',
  })
  const after = { asked: 'projects.update', deed: 'edit', project: projectId }
  expect(await entered()).toEqual([entryOf(bob, after)])
})

test('a viewer’s pushed edit is refused and entered once, however often it is sent', async () => {
  const { id } = await shared('viewer')
  const title = { base: 'Dig', value: 'Sow' }
  const draftId = crypto.randomUUID()
  const at = '2026-11-22T10:00:00.000Z' as IsoDate
  const mutations = [{ id: 1, draftId, name: 'edit-task', version: 1, args: { id, title }, at }]
  const clientId = crypto.randomUUID() as ClientId
  const push = { protocol: PROTOCOL, epoch: null, clientId, mutations }
  for (let sent = 0; sent < 2; sent++)
    expect(await bob.api.sync.push(push)).toMatchObject({
      results: [{ status: 'rejected', code: 'forbidden' }],
    })
  expect(await entered()).toEqual([entryOf(bob, { asked: 'edit-task', deed: 'edit', task: id })])
})

test('the history of a task tells nothing of refusals', async () => {
  const { id } = await shared('viewer')
  await refusal(bob.api.tasks.delete({ id }))
  expect(await entered()).toHaveLength(1)
  const { items } = await ada.api.tasks.history({ id })
  expect(items.map(({ action }) => action)).toEqual(['created'])
})

test('what is not there for somebody is not entered', async () => {
  const { id, projectId } = await shared('viewer')
  await refusal(eve.api.tasks.delete({ id }))
  await refusal(eve.api.projects.update({ id: projectId, name: 'Mine' }))
  await refusal(bob.api.tasks.delete({ id: crypto.randomUUID() as TaskId }))
  expect(await entered()).toEqual([])
})

test('who tries on and on fills no log', async () => {
  const { id } = await shared('viewer')
  const error = await bob.api.tasks.delete({ id }).catch((one) => one.cause)
  const { log } = world.services
  const own = memoryCounter()
  const limits = openLimits({ shared: own, own, breaker: openBreaker(), factor: 1, log })
  const many = Array.from({ length: rules.refusalsEntered.most + 50 }, () => ({
    asked: 'tasks.delete',
    error,
  }))
  const services = { ...world.services, limits }
  await enterRefusals(services, bob.user.id, many)
  await enterRefusals(services, bob.user.id, many)
  expect(await entered()).toHaveLength(1 + rules.refusalsEntered.most)
})
