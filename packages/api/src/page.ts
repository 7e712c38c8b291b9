import { AppError, type IsoDate } from '@holdfast/domain'
import { z } from 'zod'
import { type AuthKeys, derive, equalSecrets } from './auth/auth-keys.ts'

export const USUAL_LIMIT = 50

/** How a list is asked for page by page. */
export const PageInput = {
  cursor: z.string().max(2000).nullish(),
  limit: z.int().min(1).max(200).default(USUAL_LIMIT),
}

/** A page, and where the next one begins; null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })

/** What a cursor is good for: one procedure, one caller, one set of filters. */
export type CursorScope = readonly unknown[]

const seal = (keys: AuthKeys, scope: CursorScope, position: string): string =>
  derive(keys, 'cursor', JSON.stringify(scope), position)

/** A position that its holder can neither read sense into nor change. */
export const writeCursor = (keys: AuthKeys, scope: CursorScope, position: unknown): string => {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${text}.${seal(keys, scope, text)}`
}

/** @throws AppError `bad-cursor` for one that this server did not give out for this very list */
export const readCursor = <T>(
  keys: AuthKeys,
  scope: CursorScope,
  cursor: string | null | undefined,
  position: z.ZodType<T>,
): T | null => {
  if (cursor === null || cursor === undefined) return null
  const [text = '', sealed = '', ...rest] = cursor.split('.')
  if (rest.length > 0 || !equalSecrets(sealed, seal(keys, scope, text)))
    throw new AppError('bad-cursor', 'This cursor is of no use here. Begin at the first page.')
  return position.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
}

/**
 * What is on a page, newest first, out of rows that were asked for one past its limit, and the
 * position it ends at; null where there is no other page.
 */
export const cutPage = <Id>(
  found: readonly { id: Id; createdAt: IsoDate }[],
  limit: number,
): { ids: Id[]; end: [IsoDate, Id] | null } => {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    end: last && found.length > limit ? [last.createdAt, last.id] : null,
  }
}
