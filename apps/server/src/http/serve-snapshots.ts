import type { BlockList } from 'node:net'
import { Readable } from 'node:stream'
import {
  authenticate,
  claimOf,
  limitRequest,
  type OpenPage,
  PageAddress,
  type Services,
} from '@holdfast/api'
import { isTransient } from '@holdfast/db'
import { AppError, type UserId } from '@holdfast/domain'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { busy, forbidden, notFound, refuse, signInFirst, tooMany } from './answer.ts'
import { addressAsked, bearerOf, type HttpEnv } from './request-info.ts'

/** A page is the business of whoever may see its bucket now: a cache must ask each time. */
const headersOf = (hash: string) => ({
  etag: `"${hash}"`,
  'cache-control': 'private, no-cache',
  vary: 'Authorization',
})

const isHeld = (ifNoneMatch: string | undefined, hash: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${hash}"`))

/** Counts as a call of whoever asks, and as a stranger’s where nobody is proven to. */
const limited = async <C extends { userId: UserId }>(
  services: Services,
  ip: string | null,
  proven: Promise<C>,
): Promise<C> => {
  const who = await proven.catch(async (error: unknown) => {
    await limitRequest(services, ip, null)
    throw error
  })
  await limitRequest(services, ip, who)
  return who
}

const answerPage = async (
  c: Context<HttpEnv>,
  services: Services,
  openPage: OpenPage,
  ip: string | null,
): Promise<Response> => {
  const address = PageAddress.safeParse(c.req.param())
  const token = bearerOf(c.req.header('authorization'))
  if (!address.success) {
    await limited(services, ip, authenticate(services, token, 'read'))
    return refuse(c, notFound)
  }
  const claimed = claimOf(services, token, 'read')
  const { userId, confirm } = await limited(services, ip, claimed)
  const page = await openPage(userId, address.data, confirm)
  if (!page) return refuse(c, notFound)
  const headers = headersOf(page.hash)
  if (isHeld(c.req.header('if-none-match'), page.hash)) return c.body(null, 304, headers)
  const body = await page.body()
  if (!body) return refuse(c, notFound)
  const sent = body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : body
  return c.body(sent, 200, {
    ...headers,
    // Compressed already, and kept by devices as it comes: no layer between may inflate it.
    'content-type': 'application/octet-stream',
    'content-length': String(page.size),
  })
}

/** Pages of snapshots, to people who may see their buckets. Rules: packages/sync/SPEC.md, [N…]. */
export const serveSnapshots = (
  services: Services,
  openPage: OpenPage,
  proxies: BlockList,
): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>()
  const addressOf = addressAsked(proxies)
  app.get('/snapshots/:bucket/:to/:index', async (c) => {
    try {
      return await answerPage(c, services, openPage, addressOf(c.env.incoming))
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated')
        return refuse(c, { ...signInFirst, appCode: error.code, message: error.message })
      if (error instanceof AppError && error.kind === 'forbidden')
        return refuse(c, { ...forbidden, message: error.message })
      if (error instanceof AppError && error.kind === 'too-many') {
        c.header('retry-after', String(error.retryAfter ?? 1))
        return refuse(c, { ...tooMany, message: error.message })
      }
      if (!isTransient(error)) throw error
      c.header('retry-after', '1')
      return refuse(c, busy)
    }
  })
  app.all('/snapshots/*', (c) => refuse(c, notFound))
  return app
}
