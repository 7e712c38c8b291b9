import { isLostConnection, sqlState } from '@holdfast/db'
import { StartError } from '../start-error.ts'

/** SQLSTATEs of a connection that was refused: wrong role or password, no such database. */
const TURNED_AWAY = ['28000', '28P01', '3D000']

/** What to tell the operator when the networked database fails at the start. */
export const whyNotConnected = (error: unknown): unknown => {
  const wasTurnedAway = TURNED_AWAY.includes(sqlState(error) ?? '')
  if (!(error instanceof Error) || !(wasTurnedAway || isLostConnection(error))) return error
  // A name with several addresses fails with an error of each, and no message of its own.
  const why = error.message || ('code' in error ? String(error.code) : error.name)
  return new StartError(
    `The database of DATABASE_URL cannot be used (${why}). Mend the address, or leave it out for the embedded one.`,
    { cause: error },
  )
}
