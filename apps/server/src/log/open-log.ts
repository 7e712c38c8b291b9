import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../config/config.ts'

/** Never written, whatever object they come in and however deep it lies in two. */
const SECRET_NAMES = [
  'authorization',
  'cookie',
  'password',
  'passwordHash',
  'accessToken',
  'refreshToken',
  'refreshCookie',
  'bearer',
  'token',
  'tokenHash',
  'refreshTokenHash',
  'databaseUrl',
  'smtpUrl',
]

const secretPaths = SECRET_NAMES.flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `*["set-cookie"]`,
])

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
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: '[redacted]' },
      serializers: { err: describeError },
    },
    to,
  )
