import {
  type Bucket,
  bucketsOfPerson,
  canSee,
  type Member,
  type Project,
  type ProjectId,
  type ProjectRole,
  type Row,
  type Task,
  type UserId,
} from '@holdfast/domain'

/** What the rule says that a person sees of a record. */
export interface Sight {
  buckets: readonly Bucket[]
  seen: readonly Row[]
  /** Of `seen`, what lists show: neither in the trash nor of a deleted project. */
  liveTasks: readonly Task[]
  liveProjects: readonly Project[]
  roleIn(projectId: ProjectId | null): ProjectRole | null
}

export const sightOf = (rows: readonly Row[], userId: UserId): Sight => {
  const members = rows.flatMap((row) => (row.kind === 'member' ? row.row : []))
  const buckets = bucketsOfPerson(userId, members)
  const seen = rows.filter((row) => canSee(buckets, row))
  const roleIn = (projectId: ProjectId | null) =>
    members.find((one: Member) => one.projectId === projectId && one.userId === userId && !one.left)
      ?.role ?? null
  const projects = rows.flatMap((row) => (row.kind === 'project' ? row.row : []))
  const isGone = ({ projectId }: Task) =>
    projects.some(({ id, status }) => id === projectId && status === 'deleted')
  const tasks = seen.flatMap((row) => (row.kind === 'task' ? row.row : []))
  return {
    buckets,
    seen,
    roleIn,
    liveTasks: tasks.filter((task) => task.deletedAt === null && !isGone(task)),
    liveProjects: projects.filter(({ id, status }) => roleIn(id) !== null && status !== 'deleted'),
  }
}
