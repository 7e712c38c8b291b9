import { readFileSync } from 'node:fs'
import { IsoDate, ProjectId, Tag, UserId } from '@holdfast/domain'
import { describe, expect, it } from 'vitest'
import { readTrelloBoard, type TrelloBoard } from './board.ts'
import { indexBoard } from './board-index.ts'
import { type PlannedCard, type PlannedTask, planTrelloImport } from './plan.ts'

const fixture = new URL('../../../../../tests/fixtures/trello-board.json', import.meta.url)
const realBoard = readTrelloBoard(JSON.parse(readFileSync(fixture, 'utf8')))

const projectId = ProjectId.parse('0197b2f0-0000-7000-8000-000000000001')
const juno = UserId.parse('0197b2f0-0000-7000-8000-00000000000a')
const at = IsoDate.parse('2026-11-22T10:00:00.000Z')

type Options = Partial<Parameters<typeof planTrelloImport>[1]>

const plan = (board: TrelloBoard, options: Options = {}): PlannedCard[] =>
  planTrelloImport(indexBoard(board), { projectId, lists: {}, members: {}, at, ...options })

const planned = (board: TrelloBoard, cardId: string, options: Options = {}): PlannedTask => {
  const task = plan(board, options).find(({ card }) => card.id === cardId)?.task
  if (!task) throw new Error(`no task for ${cardId}`)
  return task
}

const list = { id: 'l1', name: 'To Do', pos: 1 }

const boardOf = (card: object, rest: object = {}): TrelloBoard =>
  readTrelloBoard({ id: 'b', lists: [list], cards: [{ id: 'c', idList: 'l1', ...card }], ...rest })

const only = (card: object, rest: object = {}, options: Options = {}) => {
  const [line] = plan(boardOf(card, rest), options)
  if (!line?.task) throw new Error('no task')
  return { ...line.task, notes: line.notes }
}

describe('the real board', () => {
  const lines = plan(realBoard)
  const byCard = new Map(lines.map(({ card, task }) => [card.id, task]))

  it('gives every one of 122 cards a task of its own', () => {
    expect(lines).toHaveLength(122)
    expect(new Set(lines.map(({ task }) => task?.id)).size).toBe(122)
    for (const { card, task } of lines) expect(task?.title).toBe(card.name)
  })

  it('carries all 14 checklists with their 62 items, ticked as they were', () => {
    let items = 0
    for (const checklist of realBoard.checklists) {
      const description = byCard.get(checklist.idCard ?? '')?.description
      expect(description).toContain(`### ${checklist.name}`)
      for (const { name, state } of checklist.checkItems) {
        expect(description).toContain(`- [${state === 'complete' ? 'x' : ' '}] ${name}`)
        items++
      }
    }
    expect(realBoard.checklists).toHaveLength(14)
    expect(items).toBe(62)
  })

  it('carries all 93 comments with author and date', () => {
    const comments = realBoard.actions.filter(({ type }) => type === 'commentCard')
    for (const { data, date, memberCreator } of comments) {
      const description = byCard.get(data?.card?.id ?? '')?.description
      const when = `${date.slice(0, 10)} ${date.slice(11, 16)} UTC`
      expect(description).toContain(`**${memberCreator?.fullName}**, ${when}:\n\n${data?.text}`)
    }
    expect(comments).toHaveLength(93)
  })

  it('carries every label, due date, description, attachment and member', () => {
    const tags = new Set(lines.flatMap(({ task }) => task?.tags ?? []))
    const used = new Set(realBoard.cards.flatMap((card) => card.labels.map(({ name }) => name)))
    for (const name of used) expect(tags).toContain(Tag.parse(name))
    for (const card of realBoard.cards) {
      const task = byCard.get(card.id)
      expect(task?.dueDate).toBe(card.due ?? null)
      expect(task?.description ?? '').toContain(card.desc)
      for (const { url } of card.attachments) expect(task?.description).toContain(url)
      for (const id of card.idMembers) {
        const member = realBoard.members.find((one) => one.id === id)
        expect(task?.description).toContain(member?.fullName)
      }
    }
    expect(realBoard.cards.filter(({ due }) => due)).toHaveLength(25)
  })

  it('closes what was closed: completed in Done or when ticked off, else cancelled', () => {
    const lists = new Map(realBoard.lists.map((one) => [one.id, one]))
    for (const { card, archived, task } of lines) {
      const from = lists.get(card.idList ?? '')
      expect(archived).toBe(card.closed || from?.closed === true)
      expect(task?.tags.includes(Tag.parse('archived'))).toBe(archived)
      const finished = card.dueComplete || from?.name === 'Done'
      if (finished) expect(task?.status).toBe('completed')
      else if (archived) expect(task?.status).toBe('cancelled')
    }
  })

  it('lines the tasks up as the cards stood', () => {
    const inOrder = lines.map(({ task }) => task?.orderKey ?? '')
    expect(inOrder).toEqual(inOrder.toSorted())
    const backlog = lines.filter(({ card }) => card.idList === '5ca52ff089ca8d6fe7bafc13')
    const places = backlog.map(({ card }) => card.pos)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it('loses nothing and needs no note', () => {
    expect(lines.flatMap(({ notes }) => notes)).toEqual([])
  })
})

describe('lists', () => {
  it('go where the mapping says, over what their name suggests', () => {
    const lists = { l1: { status: 'in_review', tag: Tag.parse('qa') } } as const
    expect(only({ name: 'a' }, {}, { lists })).toMatchObject({ status: 'in_review', tags: ['qa'] })
    expect(only({ name: 'a' })).toMatchObject({ status: 'todo', tags: [] })
  })

  it('that are not in the file leave a note', () => {
    const task = only({ name: 'a', idList: 'gone' })
    expect(task).toMatchObject({ status: 'todo', notes: ['Its list is not in the file.'] })
  })

  it('that are closed archive their open cards', () => {
    const closed = { lists: [{ ...list, closed: true }] }
    expect(only({ name: 'a' }, closed)).toMatchObject({ status: 'cancelled', tags: ['archived'] })
    const finished = { name: 'a', dueComplete: true }
    expect(only(finished, closed)).toMatchObject({ status: 'completed', tags: ['archived'] })
  })
})

describe('labels', () => {
  const labels = [
    { id: 'x', name: '', color: 'sky' },
    { id: 'y', name: `${'long '.repeat(20)}label`, color: 'red' },
    { id: 'z', name: '', color: null },
  ]

  it('without a name become their colour', () => {
    const task = only({ name: 'a', idLabels: ['x'] }, { labels })
    expect(task).toMatchObject({ tags: ['sky'], notes: ['A label without a name became “sky”.'] })
  })

  it('with a long name are cut, with a note', () => {
    const task = only({ name: 'a', idLabels: ['y'] }, { labels })
    expect(task.tags).toEqual(['long-long-long-long-long-long-long-long-long-long'])
    expect(task.notes).toHaveLength(1)
  })

  it('with neither are named in a note', () => {
    const task = only({ name: 'a', idLabels: ['z'] }, { labels })
    expect(task).toMatchObject({
      tags: [],
      notes: ['A label without name or colour was left out.'],
    })
  })

  it('that only the card remembers still arrive', () => {
    const task = only({ name: 'a', labels: [{ id: 'q', name: 'Crazy Idea!' }] })
    expect(task.tags).toEqual(['crazy-idea!'])
  })
})

describe('members', () => {
  const members = [
    { id: 'm1', fullName: 'Juno Kerr', username: 'juno' },
    { id: 'm2', fullName: 'Fay Gold', username: 'fay' },
  ]

  it('of whom the first with an account becomes the assignee; the rest stay named', () => {
    const card = { name: 'a', idMembers: ['m2', 'm1'] }
    const task = only(card, { members }, { members: { m1: juno, m2: null } })
    expect(task.assignedTo).toBe(juno)
    expect(task.description).toBe('### Members in Trello\n\nFay Gold, Juno Kerr')
  })

  it('need no mention where the one member is the assignee', () => {
    const task = only({ name: 'a', idMembers: ['m1'] }, { members }, { members: { m1: juno } })
    expect(task).toMatchObject({ assignedTo: juno, description: null })
  })

  it('who left the board are known from its history', () => {
    const gone = { id: 'm3', fullName: 'Uma Voss' }
    const actions = [{ id: 'a1', type: 'addMemberToCard', date: '', member: gone }]
    const task = only({ name: 'a', idMembers: ['m3'] }, { members, actions })
    expect(task.description).toContain('Uma Voss')
  })
})

describe('text', () => {
  it('of a title over 500 characters goes whole into the description', () => {
    const name = `${'a'.repeat(499)}😀 and more`
    const task = only({ name, desc: 'below' })
    expect(task.title).toBe(`${'a'.repeat(499)}…`)
    expect(task.description).toBe(`${name}\n\nbelow`)
  })

  it('over 100,000 characters is cut, with a note', () => {
    const task = only({ name: 'a', desc: 'é'.repeat(150_000) })
    expect(task.description).toHaveLength(100_000)
    expect(task.description).toMatch(/The whole text is kept with the imported data\.\)$/)
    expect(task.notes).toEqual(['The text is longer than 100000 characters and was cut.'])
  })

  it('loses control characters and halves of characters, and says so', () => {
    const task = only({ name: 'a\0b\u0007', desc: 'tab\tline\nhalf \ud800' })
    expect(task.title).toBe('ab')
    expect(task.description).toBe('tab\tline\nhalf \ufffd')
    expect(task.notes).toHaveLength(2)
  })

  it('keeps its Markdown as it is', () => {
    const desc = '# A *b* [c](d) <e> \\_f\n\n| g |\n'
    expect(only({ name: '**a**', desc })).toMatchObject({ title: '**a**', description: desc })
  })

  it('that is missing from a title is made up, with a note', () => {
    const task = only({ name: ' ', idShort: 88 })
    expect(task).toMatchObject({ title: 'Untitled card 88', notes: ['The card has no title.'] })
  })
})

it('a due date that cannot be read is named, not fatal', () => {
  expect(only({ name: 'a', due: 'soon' })).toMatchObject({
    dueDate: null,
    notes: ['The due date “soon” could not be read.'],
  })
})

it('a card that the file has twice is planned once', () => {
  const card = { id: 'c', idList: 'l1', name: 'a' }
  const lines = plan(readTrelloBoard({ id: 'b', lists: [list], cards: [card, card] }))
  expect(lines.map(({ task }) => task === null)).toEqual([false, true])
})

it('ids depend on project and card alone', () => {
  const card = realBoard.cards[0]?.id ?? ''
  const other = ProjectId.parse('0197b2f0-0000-7000-8000-000000000002')
  const id = planned(realBoard, card).id
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(planned(realBoard, card, { at: IsoDate.parse('2030-01-01T00:00:00.000Z') }).id).toBe(id)
  expect(planned(realBoard, card, { projectId: other }).id).not.toBe(id)
})

it('a name of megabytes is planned as any other', () => {
  const endless = `${' '.repeat(4_000_000)}x`
  const lists = [{ ...list, name: endless }]
  const cards = Array.from({ length: 3000 }, (_, i) => ({ id: `c${i}`, idList: 'l1', name: 'a' }))
  const named = { ...cards[0], id: 'c', name: endless }
  const [first, ...others] = plan(readTrelloBoard({ id: 'b', lists, cards: [named, ...cards] }))
  expect(first?.task?.title).toHaveLength(500)
  expect(others).toHaveLength(3000)
})
