import { readFileSync } from 'node:fs'
import { IsoDate, ProjectId, UserId } from '@holdfast/domain'
import { expect, it } from 'vitest'
import { ImportPreview } from '../import-contract.ts'
import { readTrelloBoard } from './board.ts'
import { indexBoard } from './board-index.ts'
import { decideOutcomes } from './decide-outcomes.ts'
import { planTrelloImport } from './plan.ts'
import { previewBoard } from './preview-board.ts'

const fixture = new URL('../../../../../tests/fixtures/trello-board.json', import.meta.url)
const fay = UserId.parse('0197b2f0-0000-7000-8000-00000000000f')

const previewOf = (file: unknown): ImportPreview => {
  const index = indexBoard(readTrelloBoard(file))
  const cards = planTrelloImport(index, {
    projectId: ProjectId.parse('0197b2f0-0000-7000-8000-000000000001'),
    lists: {},
    members: {},
    at: IsoDate.parse('2026-11-22T10:00:00.000Z'),
  })
  const people = [{ userId: fay, displayName: 'Fay Gold', inProject: true }]
  return previewBoard(index, decideOutcomes(cards, index, new Map()), { people, earlier: [] })
}

it('says what is on the real board, and where it would go', () => {
  const preview = previewOf(JSON.parse(readFileSync(fixture, 'utf8')))
  expect(ImportPreview.parse(preview)).toEqual(preview)
  expect(preview.board).toMatchObject({
    name: 'Test Drive',
    exportedThrough: '2019-06-12T22:19:30.762Z',
  })
  expect(preview.counts).toEqual({
    cards: 122,
    archivedCards: 78,
    lists: 18,
    labels: 8,
    members: 11,
    checklists: 14,
    checklistItems: 62,
    comments: 93,
    attachments: 59,
    dueDates: 25,
    customFields: 0,
    actions: 1000,
  })
  expect(preview.totals).toEqual({ created: 122, unchanged: 0, kept: 0, skipped: 0 })
  expect(preview.lists).toHaveLength(18)
  expect(preview.lists.reduce((sum, { cards }) => sum + cards, 0)).toBe(122)
  expect(preview.lists.find(({ name }) => name === 'Done')).toMatchObject({
    cards: 60,
    suggestion: { status: 'completed', tag: null },
  })
  expect(preview.members.filter(({ suggestion }) => suggestion !== null)).toEqual([
    expect.objectContaining({ name: 'Fay Gold', suggestion: fay, left: false }),
  ])
  expect(preview.warnings).toEqual([
    'Trello exports stop at 1,000 actions: older comments before 17 April 2019 are not in this file.',
  ])
})

it('names members who left, and what belongs to cards that are gone', () => {
  const preview = previewOf({
    id: 'b',
    lists: [],
    cards: [{ id: 'c', name: 'a', idMembers: ['nobody'] }],
    checklists: [{ id: 'k', idCard: 'gone', checkItems: [] }],
    actions: [
      {
        id: 'a',
        type: 'commentCard',
        date: '2026-01-01T00:00:00.000Z',
        memberCreator: { id: 'm', fullName: 'Uma Voss' },
        data: { text: 'hm', card: { id: 'gone' } },
      },
    ],
  })
  expect(preview.members).toEqual([
    expect.objectContaining({ memberId: 'nobody', name: 'Someone', cards: 1, left: true }),
    expect.objectContaining({ memberId: 'm', name: 'Uma Voss', comments: 1, left: true }),
  ])
  expect(preview.warnings).toEqual([
    '1 comment belongs to cards that are not in this file. Kept with the imported data.',
    '1 checklist belongs to cards that are not in this file. Kept with the imported data.',
  ])
})
