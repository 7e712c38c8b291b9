import type { Caller, Services } from '../context.ts'
import { figureScope } from './figure-scope.ts'
import { readStatistics } from './read-statistics.ts'
import type { Statistics } from './statistics.ts'

/** The statistics of a person, of what they may see at this moment. */
export const statisticsOf = async (services: Services, { userId }: Caller): Promise<Statistics> => {
  const { db, clock } = services
  const scope = await db.read((reader) => figureScope(reader, userId, clock()))
  return readStatistics(services, scope)
}
