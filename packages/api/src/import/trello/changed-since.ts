import { storableJson } from '../clean-text.ts'
import type { EarlierItem } from '../import-record.ts'
import { itemKey } from '../source-item.ts'
import { readTrelloBoard, type TrelloCard, type TrelloChecklist } from './board.ts'
import type { BoardIndex } from './board-index.ts'

export type EarlierItems = ReadonlyMap<string, EarlierItem>

/** The kinds whose content `changedSince` compares. */
export const COMPARED_KINDS = ['card', 'checklist']

const aspects: readonly [string, (card: TrelloCard) => unknown][] = [
  ['title', (card) => card.name],
  ['description', (card) => card.desc],
  ['list', (card) => card.idList],
  ['due date', (card) => [card.due ?? null, card.dueComplete]],
  ['archived or not', (card) => card.closed],
  ['labels', (card) => card.idLabels],
  ['members', (card) => card.idMembers],
  ['attachments', (card) => card.attachments.map(({ name, url }) => [name, url])],
]

const contentOf = (checklist: TrelloChecklist): unknown => [
  checklist.name,
  checklist.checkItems.map(({ name, state }) => [name, state]),
]

/** Compared as they are kept, else what the database cannot hold would always look changed. */
const same = (one: unknown, other: unknown): boolean =>
  storableJson(one ?? null) === storableJson(other ?? null)

const readKept = (kept: { cards?: unknown[]; checklists?: unknown[] }) =>
  readTrelloBoard({ id: 'kept', lists: [], cards: [], ...kept })

const checklistChanged = (earlier: EarlierItems, checklist: TrelloChecklist): boolean => {
  const kept = earlier.get(itemKey({ kind: 'checklist', sourceId: checklist.id }))
  if (!kept) return true
  const [before] = readKept({ checklists: [kept.payload] }).checklists
  return !before || !same(contentOf(before), contentOf(checklist))
}

/**
 * What changed on a card in Trello since it was imported, in words; empty where nothing did. What
 * Trello touches by itself (counters, last activity, places) does not count.
 */
export const changedSince = (
  earlier: EarlierItems,
  index: BoardIndex,
  card: TrelloCard,
): string[] => {
  const kept = earlier.get(itemKey({ kind: 'card', sourceId: card.id }))
  const [before] = kept ? readKept({ cards: [kept.payload] }).cards : []
  const changes = before
    ? aspects.filter(([, of]) => !same(of(before), of(card))).map(([name]) => name)
    : []
  const checklists = index.checklists.get(card.id) ?? []
  if (checklists.some((checklist) => checklistChanged(earlier, checklist)))
    changes.push('checklists')
  const comments = index.comments.get(card.id) ?? []
  const unmet = comments.filter(
    ({ id }) => !earlier.has(itemKey({ kind: 'action', sourceId: id })),
  ).length
  if (unmet > 0) changes.push(unmet === 1 ? '1 new comment' : `${unmet} new comments`)
  return changes
}
