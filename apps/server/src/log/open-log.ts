import { neverLogged } from '@holdfast/domain/data-map'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../config/config.ts'

const REDACTED = '[redacted]'

/** Deeper than anything that is logged; what is, is left out. */
const MOST_DEEP = 8

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** What the data map keeps out of logs, however deep it lies. Errors have a serializer of their own. */
const withoutPrivate = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth > MOST_DEEP) return REDACTED
  if (Array.isArray(value)) return value.map((one) => withoutPrivate(one, depth + 1))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      neverLogged.has(name) || neverLogged.has(name.toLowerCase())
        ? REDACTED
        : withoutPrivate(held, depth + 1),
    ]),
  )
}

/** Secrets by their looks, for text that somebody else put together: a message, a stack, an address. */
const SECRETS_IN_TEXT: readonly [RegExp, string][] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"\\]*@/gi, `$1${REDACTED}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  [/\bhfp_[\w-]+/g, REDACTED],
  [/\b(holdfast_\w+|token|access_token|refresh_token)=[^\s;&"\\]+/gi, `$1=${REDACTED}`],
  [/\$argon2\w*\$[^\s"\\]+/g, REDACTED],
]

const withoutSecrets = (line: string): string =>
  SECRETS_IN_TEXT.reduce((text, [secret, instead]) => text.replaceAll(secret, instead), line)

/** What quotes no value of it: drizzle adds parameters to its message, PostgreSQL what it cannot parse. */
const messageOf = (error: Error): string => {
  if ('query' in error && 'params' in error) return `Failed query: ${String(error.query)}`
  const quotesInput =
    'code' in error && typeof error.code === 'string' && /^22...$/.test(error.code)
  return quotesInput ? 'a value that PostgreSQL cannot take' : error.message
}

const named = (error: Error, names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(error).filter(([name]) => names.includes(name)))

/** An error without what people wrote: its detail in PostgreSQL’s words is the row itself. */
const describeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { type: typeof error }
  return {
    type: error.name,
    message: messageOf(error),
    // The first lines of a stack repeat the message.
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    ...named(error, ['code', 'schema', 'table', 'constraint', 'routine']),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  }
}

export type ServerLog = Logger

/** Lines for a person at a terminal: the time, the level where it matters, and the sentence. */
const shortLines = (): DestinationStream => ({
  write(line) {
    const { time, level, msg, err } = JSON.parse(line) as Record<string, unknown>
    const mark = level === 'info' ? '' : ` ${String(level)}`
    const because =
      typeof err === 'object' && err !== null && 'message' in err ? ` (${String(err.message)})` : ''
    process.stdout.write(`${String(time).slice(11, 19)}${mark} ${String(msg)}${because}\n`)
  },
})

/** JSON lines on standard output, short ones where that is a terminal. */
export const openLog = (
  level: LogLevel,
  to: DestinationStream = process.stdout.isTTY ? shortLines() : process.stdout,
): ServerLog =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutPrivate(fields) as Record<string, unknown>,
      },
      serializers: { err: describeError },
      hooks: { streamWrite: withoutSecrets },
    },
    to,
  )
