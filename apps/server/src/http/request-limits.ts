import type { BlockList } from 'node:net'
import { claimOf, networkOf } from '@holdfast/api'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { busy, type Refusal, refuse, signInFirst } from './answer.ts'
import { openBodyRoom } from './body-room.ts'
import { MAX_JSON_DEPTH, nestsDeeperThan } from './json-depth.ts'
import { addressAsked, bearerOf, type HttpEnv } from './request-info.ts'

/** Most procedures that one request may call: as many as the typed client sends together. */
export const MAX_BATCH = 50
/** Of the path with its query, in characters; the longest filters of a search take a quarter. */
const MAX_ADDRESS = 8192

const MIB = 1024 * 1024
/** The longest single change is a description with the one before it, as JSON that escapes each character. */
const MAX_BODY = 2 * MIB
/** Of somebody who has not signed in: the answer of a passkey is the longest, and less than half of it. */
const MAX_STRANGERS_BODY = 64 * 1024
/** A board with a long history is tens of megabytes. */
const MAX_IMPORT_BODY = 30 * MIB

const tooLarge: Refusal = {
  status: 413,
  code: 'PAYLOAD_TOO_LARGE',
  appCode: 'too-large',
  message: 'This is more than the server takes at once.',
}

const tooDeep: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  appCode: 'bad-input',
  message: `The values are nested more than ${MAX_JSON_DEPTH} deep.`,
}

const tooLong: Refusal = {
  status: 414,
  code: 'BAD_REQUEST',
  appCode: 'too-large',
  message: 'The address is longer than the server takes.',
}

const tooManyAtOnce: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  appCode: 'bad-input',
  message: `More than ${MAX_BATCH} calls at once.`,
}

/** The procedures that a request calls. */
const calledBy = (path: string): string[] => path.replace(/^\/trpc\//, '').split(/,|%2C/i)

const isImport = (path: string): boolean =>
  calledBy(path).every((name) => name.startsWith('import.'))

const isTold = (c: Context): boolean => c.req.header('transfer-encoding') === undefined
const toldLength = (c: Context): number => Number(c.req.header('content-length') ?? 0)

/** A body of told length is never longer, and need not become a stream to be counted. */
const bodyOf = (maxSize: number, refusal: Refusal): MiddlewareHandler => {
  const counted = bodyLimit({ maxSize, onError: (c) => refuse(c, refusal) })
  return async (c, next) => {
    if (!isTold(c)) return counted(c, next)
    return toldLength(c) > maxSize ? refuse(c, refusal) : next()
  }
}
const ordinary = bodyOf(MAX_BODY, tooLarge)
const roomy = bodyOf(MAX_IMPORT_BODY, tooLarge)
const stranger = bodyOf(MAX_STRANGERS_BODY, tooLarge)
const strangersImport = bodyOf(MAX_STRANGERS_BODY, signInFirst)

/**
 * Whoever may send thousands of bodies at once fills the memory with them, so only somebody who has
 * signed in may send a long one, some at a time, and only an import may be very long. The rest of a
 * batch with one may not.
 */
export const limitBody = (
  services: Parameters<typeof claimOf>[0],
  proxies: BlockList,
): MiddlewareHandler<HttpEnv> => {
  const room = openBodyRoom()
  const addressOf = addressAsked(proxies)
  const accountOf = (authorization: string | undefined): Promise<string | null> =>
    claimOf(services, bearerOf(authorization), 'read').then(
      ({ userId }) => userId,
      () => null,
    )
  return async (c, next) => {
    if (isTold(c) && toldLength(c) <= MAX_STRANGERS_BODY) return next()
    const mayImport = isImport(c.req.path)
    const account = await accountOf(c.req.header('authorization'))
    if (account === null) return (mayImport ? strangersImport : stranger)(c, next)
    const most = mayImport ? MAX_IMPORT_BODY : MAX_BODY
    const bytes = isTold(c) ? Math.min(toldLength(c), most) : most
    const network = networkOf(addressOf(c.env.incoming))
    const leave = room.take(bytes, { account, network })
    if (!leave) {
      c.header('retry-after', '1')
      return refuse(c, busy)
    }
    try {
      return await (mayImport ? roomy : ordinary)(c, next)
    } finally {
      leave()
    }
  }
}

/** Turns away more calls than are answered at once, and an address longer than any of Holdfast's own. */
export const limitAddress: MiddlewareHandler = async (c, next) => {
  const { path, url } = c.req
  if (path.startsWith('/trpc/') && calledBy(path).length > MAX_BATCH)
    return refuse(c, tooManyAtOnce)
  return url.length > MAX_ADDRESS ? refuse(c, tooLong) : next()
}

/** Turns away JSON that nests deeper than any procedure takes, in the body as in the address. */
export const limitDepth: MiddlewareHandler = async (c, next) => {
  const json = c.req.method === 'POST' ? await c.req.text() : (c.req.query('input') ?? '')
  if (nestsDeeperThan(json, MAX_JSON_DEPTH)) return refuse(c, tooDeep)
  return next()
}
