import { AppError, ProjectId } from '@holdfast/domain'
import { z } from 'zod'
import { authedProcedure } from '../trpc.ts'
import { statisticsOf } from './cached-statistics.ts'
import { PlaceStatistics, Statistics } from './statistics.ts'

const { weeks, days } = Statistics.shape

/** How far a project is, and what happened there by week. */
export const projectProgress = authedProcedure
  .input(z.strictObject({ projectId: ProjectId }))
  .output(z.strictObject({ ...PlaceStatistics.shape, weeks, days }))
  .query(async ({ ctx: { services, caller }, signal, input: { projectId } }) => {
    const { places, weeks, days } = await statisticsOf(services, caller, signal)
    const place = places.find((one) => one.projectId === projectId)
    if (!place) throw new AppError('project-not-found', 'There is no such project.')
    return { ...place, weeks, days }
  })
