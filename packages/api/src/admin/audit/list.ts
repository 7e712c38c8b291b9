import { z } from 'zod'
import { PageInput, pageOf, readCursor, writeCursor } from '../../page.ts'
import { adminProcedure } from '../../trpc.ts'
import { AuditEntry } from './entry.ts'
import { auditFilters, NAMES_ITS_KIND, namesItsKind } from './filters.ts'
import { AuditPosition, readEntries } from './read-entries.ts'

/** What happened on this server, the newest first; who did what to whom, and not what was written. */
export const listAudit = adminProcedure
  .input(
    z
      .strictObject({ ...auditFilters, ...PageInput })
      .refine(namesItsKind, NAMES_ITS_KIND)
      .prefault({}),
  )
  .output(pageOf(AuditEntry))
  .query(async ({ ctx: { services, caller }, input: { cursor, limit, ...filters } }) => {
    const { db, keys } = services
    const scope = ['admin.audit.list', caller.userId, filters]
    const after = readCursor(keys, scope, cursor, AuditPosition)
    return db.readSnapshot(async (reader) => {
      const { entries, end } = await readEntries(reader, filters, after, limit)
      return { items: entries, nextCursor: end && writeCursor(keys, scope, end) }
    })
  })
