import { expect, test } from 'vitest'
import { DomainEvent, routingKeyOf, topicTakes } from './event.ts'

const event: DomainEvent = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  entity: 'project',
  entityId: '01890a5d-ac96-774b-bcce-b302099a8058',
  action: 'member-added',
  version: 7,
  fields: ['role'],
}

test('an event is known by what was done to what', () => {
  expect(routingKeyOf(event)).toBe('project.member-added')
})

test.each([
  ['task.created', 'task.created', true],
  ['task.created', 'task.completed', false],
  ['task.*', 'task.created', true],
  ['task.*', 'project.created', false],
  ['*', 'task.created', false],
  ['*.created', 'user.created', true],
  ['#', 'task.created', true],
  ['task.#', 'task', true],
  ['#.created', 'task.created', true],
])('the topic %s takes %s: %s', (topic, key, taken) => {
  expect(topicTakes(topic, key)).toBe(taken)
})

test('an event that carries values is none', () => {
  expect(DomainEvent.safeParse(event).success).toBe(true)
  expect(DomainEvent.safeParse({ ...event, after: { role: 'member' } }).success).toBe(false)
})
