import type { TaskId } from '@holdfast/domain'
import type { SourceItem } from '../source-item.ts'
import type { TrelloBoard } from './board.ts'

const kinds = {
  lists: 'list',
  cards: 'card',
  labels: 'label',
  members: 'member',
  checklists: 'checklist',
  actions: 'action',
  customFields: 'custom-field',
} as const

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The card that an item belongs to: itself, a checklist's, or the one an action is about. */
const cardIdOf = (kind: string, item: Record<string, unknown>): string | null => {
  if (kind === 'card') return text(item.id)
  if (kind === 'checklist') return text(item.idCard)
  const data = isRecord(item.data) ? item.data : {}
  return isRecord(data.card) ? text(data.card.id) : null
}

/**
 * Everything in the file, item by item and untouched: each list, card, label, member, checklist,
 * action and custom field, and the rest of the board as one more.
 * @param file the object that `board` was read from
 */
export const trelloSourceItems = (
  file: unknown,
  board: TrelloBoard,
  taskOfCard: (cardId: string) => TaskId | null,
): SourceItem[] => {
  const rest: Record<string, unknown> = isRecord(file) ? { ...file } : {}
  const items: SourceItem[] = []
  for (const [field, kind] of Object.entries(kinds)) {
    const entries = Array.isArray(rest[field]) ? rest[field] : []
    delete rest[field]
    for (const payload of entries.filter(isRecord)) {
      const cardId = cardIdOf(kind, payload)
      const taskId = cardId === null ? null : taskOfCard(cardId)
      items.push({ kind, sourceId: String(payload.id), payload, taskId })
    }
  }
  return [{ kind: 'board', sourceId: board.id, payload: rest, taskId: null }, ...items]
}
