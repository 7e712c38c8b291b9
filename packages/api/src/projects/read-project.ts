import { type Reader, readRows, schema } from '@holdfast/db'
import {
  AppError,
  Member,
  memberId,
  Project,
  type ProjectId,
  type ProjectRole,
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

/** A project, and as what those who are in it now are there. */
export const ProjectWithRoles = z.strictObject({
  project: Project,
  members: z.array(Member.pick({ userId: true, role: true })),
})
export type ProjectWithRoles = z.infer<typeof ProjectWithRoles>

export const noSuchProject = (): AppError =>
  new AppError('project-not-found', 'There is no such project.')

/** Those of the projects that are there, in the order of the ids. */
const readAll = async (reader: Reader, ids: readonly ProjectId[]): Promise<ProjectWithRoles[]> => {
  if (ids.length === 0) return []
  const rows = await readRows(
    reader,
    ids.map((id) => rowKey('project', id)),
  )
  const { projectId, userId, role, joinedAt, leftAt } = projectMembers
  const members = await reader.db
    .select({ projectId, userId, role })
    .from(projectMembers)
    .where(and(inArray(projectId, [...ids]), isNull(leftAt)))
    .orderBy(asc(joinedAt), asc(userId))
  const found = new Map(
    rows.flatMap((row) => (row.kind === 'project' ? [[row.row.id, row.row]] : [])),
  )
  return ids.flatMap((id) => {
    const project = found.get(id)
    if (!project) return []
    const here = members.filter((member) => member.projectId === id)
    return {
      project,
      members: here.map((member) => ({ userId: member.userId, role: member.role })),
    }
  })
}

const withMembers = ({ project, members }: ProjectWithRoles): ProjectWithMembers => ({
  ...project,
  memberIds: members.map(({ userId }) => userId),
})

/** The projects of these ids, in their order; those that are not there are left out. */
export const readProjects = async (
  reader: Reader,
  ids: readonly ProjectId[],
): Promise<ProjectWithMembers[]> => (await readAll(reader, ids)).map(withMembers)

/** @throws AppError `project-not-found` */
export const readRoles = async (reader: Reader, id: ProjectId): Promise<ProjectWithRoles> => {
  const [found] = await readAll(reader, [id])
  if (!found) throw noSuchProject()
  return found
}

/** @throws AppError `project-not-found` */
export const readProject = async (reader: Reader, id: ProjectId): Promise<ProjectWithMembers> =>
  withMembers(await readRoles(reader, id))

/**
 * A project as far as the caller may see it.
 * @throws AppError `project-not-found`, alike for one that is not there and one that is not theirs
 */
export const readVisibleProject = async (
  reader: Reader,
  id: ProjectId,
  caller: UserId,
): Promise<ProjectWithMembers> => {
  const project = await readProject(reader, id)
  if (!project.memberIds.includes(caller)) throw noSuchProject()
  return project
}

/** As what a person is in a project; null where they are not (or no longer) in it. */
export const readRole = async (
  reader: Reader,
  projectId: ProjectId,
  userId: UserId,
): Promise<ProjectRole | null> => {
  const [found] = await readRows(reader, [rowKey('member', memberId(projectId, userId))])
  return found?.kind === 'member' && !found.row.left ? found.row.role : null
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
