import { createHash, randomUUID } from 'node:crypto'
import type { StoreTx, Transaction } from '@holdfast/db'
import { type MutationContext, type UserId, understand } from '@holdfast/domain'
import { runMutation } from '../../mutations/run-mutation.ts'
import { cleanText, storableJson } from '../clean-text.ts'
import { createTasks } from '../create-tasks.ts'
import { cutText } from '../cut-text.ts'
import type { ImportReport, ImportRunInput } from '../import-contract.ts'
import { lockImports, recordImport } from '../import-record.ts'
import { joinAssignees } from '../join-assignees.ts'
import { type Person, peopleAround } from '../people.ts'
import { requireImportable } from '../require-importable.ts'
import { itemKey } from '../source-item.ts'
import { totalsOf } from '../totals.ts'
import { readTrelloBoard } from './board.ts'
import { indexBoard } from './board-index.ts'
import type { DecidedCard } from './decide-outcomes.ts'
import { prepareTrelloImport } from './prepare.ts'
import { trelloSourceItems } from './source-items.ts'
import { boardWarnings } from './warnings.ts'

const MAX_PROJECT_DESCRIPTION = 20_000

/** The cards become tasks, in their order, and the people they are assigned to join the project. */
const createFromCards = async (
  tx: Transaction,
  store: StoreTx,
  cards: readonly DecidedCard[],
  { projectId }: ImportRunInput,
  context: MutationContext,
): Promise<Person[]> => {
  const tasks = cards.flatMap(({ outcome, task }) => (outcome === 'created' && task ? [task] : []))
  const assignees = new Set<UserId>(tasks.flatMap(({ assignedTo }) => assignedTo ?? []))
  const people = await peopleAround(tx, context.actor, projectId)
  const joined = await joinAssignees(store, projectId, assignees, people, context)
  await createTasks(store, tasks, context)
  return joined
}

/**
 * Imports a board into a project, in the caller's transaction: all of it or nothing. What an earlier
 * import brought is left alone, so that the same file once more writes nothing.
 * @throws AppError `import-unreadable`, or why the caller may not
 */
export const importTrelloBoard = async (
  tx: Transaction,
  store: StoreTx,
  input: ImportRunInput,
  context: MutationContext,
): Promise<ImportReport> => {
  const { projectId, projectName } = input
  const board = readTrelloBoard(input.file)
  const index = indexBoard(board)
  await lockImports(tx, projectId)
  if (!(await requireImportable(store, projectId, context.actor))) {
    const description = cutText(cleanText(board.desc).text, MAX_PROJECT_DESCRIPTION) || null
    const args = { id: projectId, name: projectName, description }
    await runMutation(store, understand({ name: 'create-project', args }), context)
  }
  const { cards, earlier } = await prepareTrelloImport(tx, index, {
    projectId,
    lists: input.listMapping,
    members: input.memberMapping,
    at: context.at,
  })
  const joined = await createFromCards(tx, store, cards, input, context)

  const taskOf = new Map(cards.map(({ card, taskId }) => [card.id, taskId]))
  const items = trelloSourceItems(input.file, board, (cardId) => taskOf.get(cardId) ?? null)
  const news = items.filter((item) => !earlier.has(itemKey(item)))
  const report: ImportReport = {
    runId: news.length > 0 ? randomUUID() : null,
    projectId,
    projectName,
    totals: totalsOf(cards),
    warnings: boardWarnings(index),
    joined: joined.map(({ userId, displayName }) => ({ userId, displayName })),
    cards: cards.map(({ card, task, outcome, taskId, notes }) => ({
      sourceId: card.id,
      number: card.idShort ?? null,
      title: task?.title ?? card.name,
      outcome,
      notes,
      taskId,
    })),
  }
  if (report.runId) {
    const digest = createHash('sha256').update(storableJson(input.file)).digest('hex')
    const run = { id: report.runId, source: input.source, projectId, runBy: context.actor }
    await recordImport(tx, { ...run, digest, report }, news)
  }
  return report
}
