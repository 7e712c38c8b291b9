import type { Reader, Statement } from '@holdfast/db'
import { displayName, filledLine, UserId, UserStatus } from '@holdfast/domain'
import { z } from 'zod'
import { PageInput, pageOf, readCursor, writeCursor } from '../../page.ts'
import { adminProcedure } from '../../trpc.ts'
import { Account } from './account.ts'

/** Where a page ended: the address it is ordered by, and the account. */
const Position = z.tuple([z.string(), UserId])
type Position = z.infer<typeof Position>

const filters = {
  /** What the address, the name or the last name begins with. */
  search: filledLine(255).optional(),
  /** Without one all but those that are deleted. */
  status: UserStatus.optional(),
}
type Filters = z.infer<z.ZodObject<typeof filters>>

/** In the order of code points, in which what begins with a text lies together. */
const EMAIL = 'lower(u.email) COLLATE "C"'

const beginsWith = (text: string): string =>
  `${text} COLLATE "C" >= lower($1) COLLATE "C" AND ${text} COLLATE "C" < (lower($1) || U&'\\+10FFFF') COLLATE "C"`

/** Each half goes by its own index: with OR between them PostgreSQL would read all accounts. */
const FOUND = `u.id IN (
  SELECT id FROM users.users WHERE ${beginsWith('lower(email)')}
  UNION
  SELECT user_id FROM users.user_profiles
  WHERE ${beginsWith("lower(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))")}
  UNION
  SELECT user_id FROM users.user_profiles WHERE ${beginsWith('lower(last_name)')})`

/** Written out, not a parameter: the index of those who are not active is for these words. */
const STATUS: Record<UserStatus | 'any', string> = {
  any: `u.status <> 'deleted'`,
  active: `u.status = 'active'`,
  inactive: `u.status = 'inactive'`,
  suspended: `u.status = 'suspended'`,
  deleted: `u.status = 'deleted'`,
}

interface Condition {
  name: string
  text: string
  values: NonNullable<Statement['values']>
}

const conditionOf = ({ search, status }: Filters): Condition => {
  const name = status ?? 'any'
  if (search === undefined) return { name, text: STATUS[name], values: [] }
  return {
    name: `found-${name}`,
    text: `${STATUS[name]} AND ${FOUND}`,
    values: [search.trim()],
  }
}

interface Found extends Omit<Account, 'name'> {
  /** Of `EMAIL`. */
  at: string
  firstName: string | null
  lastName: string | null
}

const readPage = (
  reader: Reader,
  { name, text, values }: Condition,
  after: Position | null,
  limit: number,
): Promise<Found[]> => {
  const n = values.length
  const behind = after ? `AND (${EMAIL}, u.id) > ($${n + 2} COLLATE "C", $${n + 3}::uuid)` : ''
  return reader.rows<Found & Record<string, unknown>>({
    name: `list-accounts-${name}${after ? '-on' : ''}`,
    text: `SELECT page.*, profile.first_name AS "firstName", profile.last_name AS "lastName",
                  seen.*,
                  EXISTS (SELECT FROM auth.totp WHERE user_id = page.id)
                    OR EXISTS (SELECT FROM auth.passkeys WHERE user_id = page.id) AS "secondFactor"
           FROM (SELECT u.id, u.email, u.email_verified AS "emailVerified", u.status, u.admin,
                        u.created_at AS "createdAt", ${EMAIL} AS at
                 FROM users.users u WHERE ${text} ${behind}
                 ORDER BY ${EMAIL}, u.id LIMIT $${n + 1}) page
           LEFT JOIN users.user_profiles profile ON profile.user_id = page.id
           CROSS JOIN LATERAL (
             SELECT max(last_accessed_at) AS "lastSeenAt",
                    count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now()) AS sessions
             FROM auth.sessions WHERE user_id = page.id) seen
           ORDER BY at, id`,
    values: [...values, limit, ...(after ?? [])],
  })
}

const countOf = async (reader: Reader, { name, text, values }: Condition): Promise<number> => {
  const [counted] = await reader.rows<{ total: number }>({
    name: `count-accounts-${name}`,
    text: `SELECT count(*) AS total FROM users.users u WHERE ${text}`,
    values,
  })
  return counted?.total ?? 0
}

const toAccount = ({ at, firstName, lastName, ...account }: Found): Account => ({
  ...account,
  name: displayName({ firstName: firstName ?? '', lastName: lastName ?? '' }),
})

/** The accounts of this server in the order of their addresses, and how many there are. */
export const listUsers = adminProcedure
  .input(z.strictObject({ ...filters, ...PageInput }).prefault({}))
  .output(pageOf(Account).extend({ total: z.int().nonnegative() }))
  .query(async ({ ctx: { services, caller }, input: { cursor, limit, ...filters } }) => {
    const { db, keys } = services
    const scope = ['admin.users.list', caller.userId, filters]
    const after = readCursor(keys, scope, cursor, Position)
    const condition = conditionOf(filters)
    return db.readSnapshot(async (reader) => {
      const found = await readPage(reader, condition, after, limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(toAccount),
        nextCursor:
          last && found.length > limit ? writeCursor(keys, scope, [last.at, last.id]) : null,
        total: await countOf(reader, condition),
      }
    })
  })
