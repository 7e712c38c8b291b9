import type { EarlierProject, ImportPreview } from '../import-contract.ts'
import type { Person } from '../people.ts'
import { totalsOf } from '../totals.ts'
import { type BoardIndex, isComment, nameOfMember } from './board-index.ts'
import type { DecidedCard } from './decide-outcomes.ts'
import { matcherOf } from './match-members.ts'
import { suggestListTarget } from './suggest-list-target.ts'
import { tagFrom } from './tag-from.ts'
import { boardWarnings, exportedThrough } from './warnings.ts'

const tally = (keys: Iterable<string | null | undefined>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const key of keys) if (key) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const countsOf = (
  { board, members }: BoardIndex,
  cards: readonly DecidedCard[],
): ImportPreview['counts'] => ({
  cards: board.cards.length,
  archivedCards: cards.filter(({ archived }) => archived).length,
  lists: board.lists.length,
  labels: board.labels.length,
  members: members.size,
  checklists: board.checklists.length,
  checklistItems: board.checklists.reduce((sum, { checkItems }) => sum + checkItems.length, 0),
  comments: board.actions.filter(isComment).length,
  attachments: board.cards.reduce((sum, { attachments }) => sum + attachments.length, 0),
  dueDates: board.cards.filter(({ due }) => due).length,
  customFields: board.customFields.length,
  actions: board.actions.length,
})

const listsOf = ({ board }: BoardIndex): ImportPreview['lists'] => {
  const cards = tally(board.cards.map(({ idList }) => idList))
  return board.lists
    .toSorted((a, b) => a.pos - b.pos)
    .map(({ id, name, closed }) => {
      const { target, why } = suggestListTarget(name)
      return { listId: id, name, closed, cards: cards.get(id) ?? 0, suggestion: target, why }
    })
}

const membersOf = (index: BoardIndex, people: readonly Person[]): ImportPreview['members'] => {
  const cards = tally(index.board.cards.flatMap(({ idMembers }) => [...new Set(idMembers)]))
  const comments = tally(
    index.board.actions
      .filter(isComment)
      .map(({ memberCreator, idMemberCreator }) => memberCreator?.id ?? idMemberCreator),
  )
  const match = matcherOf(people)
  return [...index.members.values()]
    .map((member) => ({
      memberId: member.id,
      name: nameOfMember(index, member.id),
      username: member.username,
      cards: cards.get(member.id) ?? 0,
      comments: comments.get(member.id) ?? 0,
      left: member.left,
      suggestion: match(member),
    }))
    .toSorted((a, b) => b.cards - a.cards || b.comments - a.comments)
}

interface Surroundings {
  people: readonly Person[]
  earlier: readonly EarlierProject[]
}

/** What an import of the board would do, to look at before anything is written. */
export const previewBoard = (
  index: BoardIndex,
  cards: readonly DecidedCard[],
  { people, earlier }: Surroundings,
): ImportPreview => ({
  board: {
    id: index.board.id,
    name: index.board.name,
    exportedThrough: exportedThrough(index),
  },
  earlier: [...earlier],
  counts: countsOf(index, cards),
  lists: listsOf(index),
  members: membersOf(index, people),
  people: [...people],
  labels: index.board.labels.map(({ id, name, color }) => ({
    labelId: id,
    name,
    tag: tagFrom(name) ?? tagFrom(color ?? ''),
  })),
  warnings: boardWarnings(index),
  totals: totalsOf(cards),
  cards: cards.map(({ card, archived, outcome, notes, task }) => ({
    sourceId: card.id,
    number: card.idShort ?? null,
    title: task?.title ?? card.name,
    outcome,
    notes,
    listId: card.idList ?? null,
    archived,
    status: task?.status ?? 'todo',
    tags: task?.tags ?? [],
    dueDate: task?.dueDate ?? null,
    assignedTo: task?.assignedTo ?? null,
  })),
})
