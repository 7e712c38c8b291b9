import { type Reader, schema } from '@holdfast/db'
import { type Activity, displayName, type Email, IsoDate, UserId } from '@holdfast/domain'
import { and, desc, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type AuditEntry, type AuditPerson, toldOf } from './entry.ts'
import { type AuditFilters, matchingFilters } from './filters.ts'

const { activityLog } = schema

/** Where a page of the log ended. */
export const AuditPosition = z.tuple([IsoDate, z.int()])
export type AuditPosition = z.infer<typeof AuditPosition>

const selectPage = (
  reader: Reader,
  filters: AuditFilters,
  after: AuditPosition | null,
  limit: number,
) =>
  reader.db
    .select({
      id: activityLog.id,
      at: activityLog.createdAt,
      version: activityLog.version,
      action: activityLog.action,
      actorId: activityLog.actorId,
      entity: activityLog.entityType,
      entityId: activityLog.entityId,
      metadata: activityLog.metadata,
    })
    .from(activityLog)
    .where(
      and(
        matchingFilters(filters),
        after
          ? sql`(${activityLog.createdAt}, ${activityLog.version}) < (${after[0]}::timestamptz, ${after[1]}::bigint)`
          : undefined,
      ),
    )
    .orderBy(desc(activityLog.createdAt), desc(activityLog.version))
    .limit(limit)

type Found = Awaited<ReturnType<typeof selectPage>>[number]

/** Of an account it is the person, of a membership the member. */
const concernedBy = ({ entity, entityId, metadata }: Found): UserId | null => {
  const { before = {}, after = {} }: Partial<Pick<Activity, 'before' | 'after'>> = metadata
  const id = entity === 'user' ? entityId : (after.member ?? before.member)
  return UserId.safeParse(id).data ?? null
}

interface Named {
  id: UserId
  email: Email
  status: string
  firstName: string | null
  lastName: string | null
}

const GONE = 'Deleted account'

const readPeople = async (
  reader: Reader,
  ids: readonly (UserId | null)[],
): Promise<(id: UserId | null) => AuditPerson | null> => {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  const rows = await reader.rows<Named & Record<string, unknown>>({
    name: 'people-of-audit',
    text: `SELECT u.id, u.email, u.status, p.first_name AS "firstName", p.last_name AS "lastName"
           FROM users.users u LEFT JOIN users.user_profiles p ON p.user_id = u.id
           WHERE u.id = ANY ($1::uuid[])`,
    values: [wanted],
  })
  const people = new Map(
    rows
      .filter(({ status }) => status !== 'deleted')
      .map(({ id, email, firstName, lastName }) => {
        const name = displayName({ firstName: firstName ?? '', lastName: lastName ?? '' })
        return [id, { id, email, name }] as const
      }),
  )
  return (id) => id && (people.get(id) ?? { id, name: GONE, email: null })
}

/** Entries of the audit log, the newest first, and where they end. */
export const readEntries = async (
  reader: Reader,
  filters: AuditFilters,
  after: AuditPosition | null,
  limit: number,
): Promise<{ entries: AuditEntry[]; end: AuditPosition | null }> => {
  const found = await selectPage(reader, filters, after, limit + 1)
  const page = found.slice(0, limit)
  const people = page.flatMap((one) => [one.actorId, concernedBy(one)])
  const personOf = await readPeople(reader, people)
  const last = page.at(-1)
  return {
    entries: page.map((one) => ({
      id: one.id,
      at: one.at,
      action: one.action,
      actor: personOf(one.actorId),
      entity: one.entity,
      entityId: one.entityId,
      concerns: personOf(concernedBy(one)),
      ...toldOf(one.entity, one.metadata),
    })),
    end: last && found.length > limit ? [last.at, last.version] : null,
  }
}
