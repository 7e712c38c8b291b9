import { type Reader, readRows, schema } from '@holdfast/db'
import {
  AppError,
  type Member,
  memberId,
  Project,
  type ProjectId,
  rowKey,
  UserId,
} from '@holdfast/domain'
import { and, asc, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'

const { projectMembers } = schema

/** A project with those who are in it now, in the order in which they came. */
export const ProjectWithMembers = z.strictObject({
  ...Project.shape,
  memberIds: z.array(UserId),
})
export type ProjectWithMembers = z.infer<typeof ProjectWithMembers>

const noSuchProject = (): AppError => new AppError('project-not-found', 'There is no such project.')

/** The projects of these ids, in their order; those that are not there are left out. */
export const readProjects = async (
  reader: Reader,
  ids: readonly ProjectId[],
): Promise<ProjectWithMembers[]> => {
  if (ids.length === 0) return []
  const rows = await readRows(
    reader,
    ids.map((id) => rowKey('project', id)),
  )
  const members = await reader.db
    .select({ projectId: projectMembers.projectId, userId: projectMembers.userId })
    .from(projectMembers)
    .where(and(inArray(projectMembers.projectId, [...ids]), isNull(projectMembers.leftAt)))
    .orderBy(asc(projectMembers.joinedAt), asc(projectMembers.userId))
  const found = new Map(
    rows.flatMap((row) => (row.kind === 'project' ? [[row.row.id, row.row]] : [])),
  )
  return ids.flatMap((id) => {
    const project = found.get(id)
    if (!project) return []
    const memberIds = members.flatMap((member) => (member.projectId === id ? member.userId : []))
    return { ...project, memberIds }
  })
}

/** @throws AppError `project-not-found` */
export const readProject = async (reader: Reader, id: ProjectId): Promise<ProjectWithMembers> => {
  const [project] = await readProjects(reader, [id])
  if (!project) throw noSuchProject()
  return project
}

/**
 * A project as far as the caller may see it.
 * @throws AppError `project-not-found`, alike for one that is not there and one that is not theirs
 */
export const readVisibleProject = async (
  reader: Reader,
  id: ProjectId,
  caller: UserId,
): Promise<ProjectWithMembers> => requireMember(await readProject(reader, id), caller)

/** @throws as `readVisibleProject` */
export const requireMember = (project: ProjectWithMembers, caller: UserId): ProjectWithMembers => {
  if (!project.memberIds.includes(caller)) throw noSuchProject()
  return project
}

/** @throws AppError `member-not-found` */
export const readMember = async (
  reader: Reader,
  projectId: ProjectId,
  userId: UserId,
): Promise<Member> => {
  const [found] = await readRows(reader, [rowKey('member', memberId(projectId, userId))])
  if (found?.kind !== 'member')
    throw new AppError('member-not-found', 'That person is not a member.')
  return found.row
}
