import type { TaskId } from '@holdfast/domain'
import type { CardOutcome } from '../import-contract.ts'
import { itemKey } from '../source-item.ts'
import type { BoardIndex } from './board-index.ts'
import { changedSince, type EarlierItems } from './changed-since.ts'
import type { PlannedCard } from './plan.ts'

export interface DecidedCard extends PlannedCard {
  outcome: CardOutcome
  /** The task it becomes, or became earlier. */
  taskId: TaskId | null
}

/**
 * Which of the planned cards are new to the project. A card that was imported before is left alone,
 * whatever happened to it in Trello or to its task here.
 */
export const decideOutcomes = (
  cards: readonly PlannedCard[],
  index: BoardIndex,
  earlier: EarlierItems,
): DecidedCard[] =>
  cards.map((planned) => {
    const { card, task } = planned
    if (!task) return { ...planned, outcome: 'skipped', taskId: null }
    const kept = earlier.get(itemKey({ kind: 'card', sourceId: card.id }))
    if (!kept) return { ...planned, outcome: 'created', taskId: task.id }
    const changes = changedSince(earlier, index, card)
    if (changes.length === 0)
      return { ...planned, outcome: 'unchanged', taskId: kept.taskId, notes: [] }
    const note = `Changed in Trello since the last import: ${changes.join(', ')}. The task was left as it is.`
    return { ...planned, outcome: 'kept', taskId: kept.taskId, notes: [note] }
  })
