import { z } from 'zod'
import { PageInput, readCursor, writeCursor } from '../../page.ts'
import { adminProcedure } from '../../trpc.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import type { AuditEntry, AuditPerson } from './entry.ts'
import { auditFilters, NAMES_ITS_KIND, namesItsKind } from './filters.ts'
import { AuditPosition, readEntries } from './read-entries.ts'

/** Of one part. A part is some hundred kilobytes, and is read in well under a second. */
const ROWS_OF_PART = 2000

const HEAD = [
  'at',
  'action',
  'entity',
  'entity id',
  'actor id',
  'actor name',
  'actor e-mail',
  'concerns id',
  'concerns name',
  'concerns e-mail',
  'fields',
  'values',
]

const personCells = (person: AuditPerson | null): string[] => [
  person?.id ?? '',
  person?.name ?? '',
  person?.email ?? '',
]

const cellsOf = (entry: AuditEntry): string[] => [
  entry.at,
  entry.action,
  entry.entity,
  entry.entityId,
  ...personCells(entry.actor),
  ...personCells(entry.concerns),
  entry.fields.join(' '),
  Object.keys(entry.values).length === 0 ? '' : JSON.stringify(entry.values),
]

/**
 * The audit log as CSV, in parts: the first with the byte order mark and the head of the table, and
 * all of them in a row are the file. What happens meanwhile is newer than the first and not in it.
 */
export const exportAudit = adminProcedure
  .input(
    z
      .strictObject({ ...auditFilters, cursor: PageInput.cursor })
      .refine(namesItsKind, NAMES_ITS_KIND)
      .prefault({}),
  )
  .output(
    z.strictObject({
      csv: z.string(),
      rows: z.int().nonnegative(),
      nextCursor: z.string().nullable(),
    }),
  )
  .query(async ({ ctx: { services, caller }, input: { cursor, ...filters } }) => {
    const { db, keys } = services
    const scope = ['admin.audit.export', caller.userId, filters]
    const after = readCursor(keys, scope, cursor, AuditPosition)
    return db.readSnapshot(async (reader) => {
      const { entries, end } = await readEntries(reader, filters, after, ROWS_OF_PART)
      const head = after ? '' : BYTE_ORDER_MARK + csvLine(HEAD)
      return {
        csv: head + entries.map((entry) => csvLine(cellsOf(entry))).join(''),
        rows: entries.length,
        nextCursor: end && writeCursor(keys, scope, end),
      }
    })
  })
