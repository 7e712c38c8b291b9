import { z } from 'zod'
import { ProjectId, UserId } from '../ids.ts'
import { text } from '../text.ts'

export const ProjectRole = z.enum(['owner', 'editor', 'viewer'])
export type ProjectRole = z.infer<typeof ProjectRole>

export const MemberId = z.templateLiteral([z.string(), ':', z.string()]).brand<'MemberId'>()
export type MemberId = z.infer<typeof MemberId>

export const memberId = (projectId: ProjectId, userId: UserId): MemberId =>
  `${projectId}:${userId}` as MemberId

/**
 * A person as the other members of a project see them; never more of the account than this.
 * Those who left stay, marked, so that old work keeps its names.
 */
export const Member = z.strictObject({
  id: MemberId,
  projectId: ProjectId,
  userId: UserId,
  role: ProjectRole,
  displayName: text(201),
  avatar: z.string().nullable(),
  left: z.boolean(),
  version: z.int(),
})
export type Member = z.infer<typeof Member>
