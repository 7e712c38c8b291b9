import { randomUUID } from 'node:crypto'
import { storeTx } from '@holdfast/db'
import { isoDate, ProjectId } from '@holdfast/domain'
import { authedProcedure } from '../trpc.ts'
import { earlierProjects } from './earlier-projects.ts'
import { ImportPreview, ImportPreviewInput } from './import-contract.ts'
import { peopleAround } from './people.ts'
import { requireImportable } from './require-importable.ts'
import { readTrelloBoard } from './trello/board.ts'
import { indexBoard } from './trello/board-index.ts'
import { prepareTrelloImport } from './trello/prepare.ts'
import { previewBoard } from './trello/preview-board.ts'

/** A dry run: what would become of every card. A mutation for its size only; it writes nothing. */
export const previewImport = authedProcedure
  .meta({ reads: true })
  .input(ImportPreviewInput)
  .output(ImportPreview)
  .mutation(async ({ ctx, input }) => {
    const { userId } = ctx.caller
    const index = indexBoard(readTrelloBoard(input.file))
    return ctx.services.db.transact(async (tx) => {
      if (input.projectId) await requireImportable(storeTx(tx), input.projectId, userId)
      const { cards } = await prepareTrelloImport(tx, index, {
        projectId: input.projectId ?? ProjectId.parse(randomUUID()),
        lists: input.listMapping,
        members: input.memberMapping,
        at: isoDate(ctx.services.clock()),
      })
      return previewBoard(index, cards, {
        people: await peopleAround(tx, userId, input.projectId ?? null),
        earlier: await earlierProjects(tx, userId, input.source, index.board.id),
      })
    })
  })
