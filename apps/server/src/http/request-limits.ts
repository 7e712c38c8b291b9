import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Refusal, refuse } from './answer.ts'
import { MAX_JSON_DEPTH, nestsDeeperThan } from './json-depth.ts'

const MIB = 1024 * 1024
const MAX_BODY = 1 * MIB
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

const isImport = (path: string): boolean => {
  const names = path.replace(/^\/trpc\//, '').split(/,|%2C/i)
  return names.every((name) => name.startsWith('import.'))
}

const bodyOf = (maxSize: number): MiddlewareHandler =>
  bodyLimit({ maxSize, onError: (c) => refuse(c, tooLarge) })
const ordinary = bodyOf(MAX_BODY)
const roomy = bodyOf(MAX_IMPORT_BODY)

/** Only an import may be large; the rest of a batch with one may not. */
export const limitBody: MiddlewareHandler = (c, next) =>
  isImport(c.req.path) ? roomy(c, next) : ordinary(c, next)

/** Turns away JSON that nests deeper than any procedure takes, in the body as in the address. */
export const limitDepth: MiddlewareHandler = async (c, next) => {
  const json = c.req.method === 'POST' ? await c.req.text() : (c.req.query('input') ?? '')
  if (nestsDeeperThan(json, MAX_JSON_DEPTH)) return refuse(c, tooDeep)
  return next()
}
