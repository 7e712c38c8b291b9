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
]

const secretPaths = SECRET_NAMES.flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `*["set-cookie"]`,
])

/**
 * What PostgreSQL says of a failure quotes the row, and with it what people wrote: of an error only
 * the parts that name no value are kept.
 */
const describeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint, table } = error as {
    code?: unknown
    constraint?: unknown
    table?: unknown
  }
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(typeof table === 'string' && { table }),
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
