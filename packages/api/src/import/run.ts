import { storeTx } from '@holdfast/db'
import { isoDate } from '@holdfast/domain'
import { authedProcedure } from '../trpc.ts'
import { ImportReport, ImportRunInput } from './import-contract.ts'
import { importTrelloBoard } from './trello/import-board.ts'

/** Imports a file into a project, new or one that the caller edits, in one transaction. */
export const runImport = authedProcedure
  .input(ImportRunInput)
  .output(ImportReport)
  .mutation(({ ctx, input }) => {
    const now = isoDate(ctx.services.clock())
    return ctx.services.db.transact((tx) =>
      importTrelloBoard(tx, storeTx(tx), input, { actor: ctx.caller.userId, at: now, now }),
    )
  })
