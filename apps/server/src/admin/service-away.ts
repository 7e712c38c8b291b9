import { StartError } from '../start-error.ts'

/** What to tell the operator when a service that a command needs does not answer. */
export const serviceAway = (service: string, error: unknown): StartError => {
  const why = error instanceof Error ? error.message : String(error)
  return new StartError(
    `${service} cannot be used (${why}). Start it, or mend the address or key.`,
    {
      cause: error,
    },
  )
}
