import type { Reader } from '@holdfast/db'
import { readEarlierItems } from '../import-record.ts'
import type { BoardIndex } from './board-index.ts'
import { COMPARED_KINDS, type EarlierItems } from './changed-since.ts'
import { type DecidedCard, decideOutcomes } from './decide-outcomes.ts'
import { type PlanOptions, planTrelloImport } from './plan.ts'

export interface PreparedImport {
  cards: DecidedCard[]
  earlier: EarlierItems
}

/** Decides what becomes of every card, from the file and from what the project has had of it. */
export const prepareTrelloImport = async (
  reader: Reader,
  index: BoardIndex,
  options: PlanOptions,
): Promise<PreparedImport> => {
  const earlier = await readEarlierItems(reader, options.projectId, 'trello', COMPARED_KINDS)
  return { cards: decideOutcomes(planTrelloImport(index, options), index, earlier), earlier }
}
