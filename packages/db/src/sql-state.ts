/** No class of SQLSTATE begins with E, as the codes of the operating system do (EPIPE). */
const SQLSTATE = /^(?!E)[0-9A-Z]{5}$/

/** The SQLSTATE of an error of PostgreSQL, also where drizzle wrapped it; undefined for any other. */
export const sqlState = (error: unknown): string | undefined => {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string' && SQLSTATE.test(cause.code))
      return cause.code
  return undefined
}

/**
 * Would the same transaction succeed later? Connection lost (class 08), rolled back in favour of
 * another (40), resources short (53), object in use (55), shut down or cancelled (57).
 */
export const isTransient = (error: unknown): boolean => {
  const state = sqlState(error)
  if (state !== undefined) return ['08', '40', '53', '55', '57'].includes(state.slice(0, 2))
  return isLostConnection(error)
}

/** ENOENT is a socket that is not there (yet). */
const UNREACHABLE = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]

/** Is the connection gone, or as good as gone: did PostgreSQL give no answer in time? */
export const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && (saysLost(error) || isLostConnection(error.cause))

const saysLost = (error: Error): boolean =>
  ('code' in error && UNREACHABLE.includes(String(error.code))) ||
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered|Client was closed|timeout expired|Query read timeout)/.test(
    error.message,
  )
