import { AppError, IsoDate, MAX_TAGS, mutators, ProjectId } from '@holdfast/domain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readTrelloBoard } from './board.ts'
import { indexBoard } from './board-index.ts'
import { planTrelloImport } from './plan.ts'

const refusal = (file: unknown): string => {
  try {
    readTrelloBoard(file)
  } catch (error) {
    if (error instanceof AppError && error.code === 'import-unreadable') return error.message
    throw error
  }
  throw new Error('the file was read')
}

it.each([
  [null, 'not a JSON object'],
  [[], 'not a JSON object'],
  [{ id: 'x', name: 'A card', idList: 'y' }, '“lists” is missing'],
  [{ id: 'x', lists: [], cards: [{ name: 'no id' }] }, '“cards[0].id” is missing'],
  [
    { id: 'x', lists: [], cards: [{ id: 'c', name: 7 }] },
    '“cards[0].name” does not hold what Trello writes there',
  ],
])('%j is refused, saying what is wrong and how to export', (file, what) => {
  expect(refusal(file)).toContain(what)
  expect(refusal(file)).toContain('Export as JSON')
})

it('what is missing or null is empty, what is unknown is kept', () => {
  const board = readTrelloBoard({
    id: 'b',
    lists: [],
    cards: [{ id: 'c', desc: null, badges: { votes: 2 } }],
    actions: null,
    powerUps: [1],
  })
  expect(board).toMatchObject({
    name: '',
    actions: [],
    powerUps: [1],
    cards: [{ name: '', desc: '', closed: false, badges: { votes: 2 } }],
  })
})

const ids = fc.constantFrom('1', '2', '3', '__proto__', 'constructor', '')
const wild = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', 'Done', '  '))
const card = fc.record(
  {
    id: ids.filter((id) => id !== ''),
    name: fc.option(wild),
    desc: fc.option(wild),
    idList: fc.option(ids),
    closed: fc.option(fc.boolean()),
    pos: fc.oneof(fc.double(), fc.constant('top')),
    due: fc.option(fc.oneof(wild, fc.constant('+275760-09-13T00:00:00.000Z'))),
    dueComplete: fc.boolean(),
    idMembers: fc.array(ids),
    idLabels: fc.array(ids),
    attachments: fc.array(fc.record({ name: wild, url: wild }, { requiredKeys: [] })),
  },
  { requiredKeys: ['id'] },
)
const mangledBoard = fc.record(
  {
    id: fc.constant('b'),
    lists: fc.array(
      fc.record({ id: fc.constantFrom('1', '__proto__'), name: wild, closed: fc.boolean() }),
    ),
    cards: fc.array(card),
    labels: fc.array(
      fc.record({ id: fc.constantFrom('1', '2'), name: wild, color: fc.option(wild) }),
    ),
    checklists: fc.array(
      fc.record({
        id: fc.constantFrom('1', '2'),
        idCard: ids,
        name: wild,
        checkItems: fc.array(fc.record({ name: wild, state: fc.option(wild) })),
      }),
    ),
    actions: fc.array(
      fc.record({
        id: fc.constantFrom('1', '2'),
        type: fc.constantFrom('commentCard', 'updateCard'),
        date: wild,
        data: fc.oneof(fc.constant(7), fc.record({ text: wild, card: fc.record({ id: ids }) })),
        memberCreator: fc.oneof(fc.constant('gone'), fc.record({ id: fc.constant('1') })),
      }),
    ),
  },
  { requiredKeys: ['id', 'lists', 'cards'] },
)

it('whatever a board holds, each card becomes a task that the domain accepts', () => {
  const options = {
    projectId: ProjectId.parse('0197b2f0-0000-7000-8000-000000000001'),
    lists: {},
    members: {},
    at: IsoDate.parse('2026-11-22T10:00:00.000Z'),
  }
  fc.assert(
    fc.property(mangledBoard, (file) => {
      const board = readTrelloBoard(file)
      const lines = planTrelloImport(indexBoard(board), options)
      expect(lines).toHaveLength(file.cards.length)
      const tasks = lines.flatMap(({ task }) => task ?? [])
      expect(tasks).toHaveLength(new Set(file.cards.map(({ id }) => id)).size)
      for (const task of tasks) {
        mutators['create-task'].args.parse(task)
        expect(task.tags.length).toBeLessThanOrEqual(MAX_TAGS)
      }
    }),
    { numRuns: 300 },
  )
})
