import { z } from 'zod'
import { ProjectId, UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'
import { filledText, text } from '../text.ts'

export const ProjectStatus = z.enum(['active', 'archived', 'deleted'])
export type ProjectStatus = z.infer<typeof ProjectStatus>

export const ProjectName = filledText(255)
/** In UTF-16 code units. */
export const MAX_PROJECT_DESCRIPTION = 20_000
export const ProjectDescription = text(MAX_PROJECT_DESCRIPTION)

export const Project = z.strictObject({
  id: ProjectId,
  name: ProjectName,
  description: ProjectDescription.nullable(),
  status: ProjectStatus,
  ownerId: UserId,
  createdAt: IsoDate,
  updatedAt: IsoDate,
  version: z.int(),
})
export type Project = z.infer<typeof Project>
