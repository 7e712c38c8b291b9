import { isoDate } from '@holdfast/domain'
import { transact } from '../transact.ts'
import { authedProcedure } from '../trpc.ts'
import { ImportReport, ImportRunInput } from './import-contract.ts'
import { importTrelloBoard } from './trello/import-board.ts'

/** Imports a file into a project, new or one that the caller edits, in one transaction. */
export const runImport = authedProcedure
  .input(ImportRunInput)
  .output(ImportReport)
  .mutation(({ ctx, input }) => {
    const now = isoDate(ctx.services.clock())
    return transact(ctx.services, (store, tx) =>
      importTrelloBoard(tx, store, input, { actor: ctx.caller.userId, at: now, now }),
    )
  })
