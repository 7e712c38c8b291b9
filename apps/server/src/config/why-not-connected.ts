import { isLostConnection, sqlState } from '@holdfast/db'
import { StartError } from '../start-error.ts'

/** SQLSTATEs of a connection that was refused: wrong role or password, no such database. */
const TURNED_AWAY = ['28000', '28P01', '3D000']

/** What the server is to do where the setting is left out. */
const WITHOUT = { DATABASE_URL: 'the embedded one', ANALYTICS_URL: "the record's own" }

/** What to tell the operator when the networked database of a setting fails at the start. */
export const whyNotConnected = (
  error: unknown,
  setting: keyof typeof WITHOUT = 'DATABASE_URL',
): unknown => {
  const wasTurnedAway = TURNED_AWAY.includes(sqlState(error) ?? '')
  if (!(error instanceof Error) || !(wasTurnedAway || isLostConnection(error))) return error
  // A name with several addresses fails with an error of each, and no message of its own.
  const why = error.message || ('code' in error ? String(error.code) : error.name)
  return new StartError(
    `The database of ${setting} cannot be used (${why}). Mend the address, or leave it out for ${WITHOUT[setting]}.`,
    { cause: error },
  )
}
