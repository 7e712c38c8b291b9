import { grantedBuckets, type Reader, readRows } from '@holdfast/db'
import {
  type Bucket,
  canSee,
  type DomainEvent,
  displayName,
  ProjectId,
  projectBucket,
  rowKey,
  type Task,
  TaskId,
  type User,
  UserId,
} from '@holdfast/domain'
import { readTasks } from '../tasks/read-task.ts'
import { type NotificationKind, preferenceOf } from './notification.ts'
import { TELL_DAYS } from './retention.ts'

/** One person to be told of one event. */
export interface Telling {
  kind: NotificationKind
  user: User
  by: { id: UserId | null; name: string }
  /** Of the task, or the name of the project. */
  title: string
  taskId: TaskId | null
  projectId: ProjectId | null
}

/** What there is to tell, and whom it may concern. */
interface Subject extends Pick<Telling, 'kind' | 'title' | 'taskId' | 'projectId'> {
  people: (UserId | null)[]
  /** With these buckets, does a person see it? */
  isSeenIn(buckets: readonly Bucket[]): boolean
}

/** An audit entry, as far as it is told of. */
export interface Entry {
  by: UserId | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/**
 * Whom an event is to be told to, as things stand now: not the one who did it, nobody whose account
 * is closed, who cannot see it (any more) or who wants no such news.
 */
export const readTelling = async (reader: Reader, event: DomainEvent): Promise<Telling[]> => {
  const entry = await readEntry(reader, event.id)
  if (!entry) return []
  const subject =
    event.entity === 'task'
      ? await taskOf(reader, event, entry)
      : await projectOf(reader, event, entry)
  if (!subject) return []
  const { people, isSeenIn, ...about } = subject
  const others = new Set(people.filter((id) => id !== null && id !== entry.by))
  const tellings: Telling[] = []
  for (const id of others) {
    const user = id && (await readAccount(reader, id))
    if (!user?.preferences.notifications[preferenceOf[subject.kind]]) continue
    if (!isSeenIn(await grantedBuckets(reader, user.id))) continue
    tellings.push({ ...about, user, by: await nameOf(reader, entry.by) })
  }
  return tellings
}

/** A person whose account is in use, else undefined. */
const readAccount = async (reader: Reader, id: UserId): Promise<User | undefined> => {
  const [found] = await readRows(reader, [rowKey('user', id)])
  return found?.kind === 'user' && found.row.status === 'active' ? found.row : undefined
}

/** The audit entry that an event is; undefined when it is kept no more, or too old to tell. */
export const readEntry = async (reader: Reader, id: string): Promise<Entry | undefined> => {
  const [entry] = await reader.rows<Entry>({
    name: 'event-entry',
    text: `SELECT actor_id AS by, metadata -> 'before' AS before, metadata -> 'after' AS after
           FROM audit.activity_log WHERE id = $1 AND created_at > now() - make_interval(days => $2)`,
    values: [id, TELL_DAYS],
  })
  return entry
}

const taskOf = async (
  reader: Reader,
  { action, entityId }: DomainEvent,
  { after }: Entry,
): Promise<Subject | undefined> => {
  const [task] = await readTasks(reader, [TaskId.parse(entityId)])
  if (!task || task.deletedAt !== null || (await isInDeletedProject(reader, task))) return undefined
  const { id: taskId, title, createdBy, assignedTo } = task
  const isSeenIn = (buckets: readonly Bucket[]) => canSee(buckets, { kind: 'task', row: task })
  const about = { title, taskId, projectId: null, isSeenIn }
  if (action === 'completed') {
    if (task.status !== 'completed') return undefined
    return { ...about, kind: 'task-completed', people: [createdBy, assignedTo] }
  }
  // Assigned to somebody else since then: that has an event of its own.
  if (!after?.assignedTo || after.assignedTo !== assignedTo) return undefined
  return { ...about, kind: 'task-assigned', people: [assignedTo] }
}

const projectOf = async (
  reader: Reader,
  { entityId }: DomainEvent,
  { after }: Entry,
): Promise<Subject | undefined> => {
  const projectId = ProjectId.parse(entityId)
  const member = UserId.safeParse(after?.member)
  const [project] = await readRows(reader, [rowKey('project', projectId)])
  if (!member.success || project?.kind !== 'project' || project.row.status === 'deleted')
    return undefined
  return {
    kind: 'project-member-added',
    title: project.row.name,
    taskId: null,
    projectId,
    people: [member.data],
    isSeenIn: (buckets) => buckets.includes(projectBucket(projectId)),
  }
}

const isInDeletedProject = async (reader: Reader, { projectId }: Task): Promise<boolean> => {
  if (!projectId) return false
  const [project] = await readRows(reader, [rowKey('project', projectId)])
  return project?.kind !== 'project' || project.row.status === 'deleted'
}

const nameOf = async (reader: Reader, id: UserId | null): Promise<Telling['by']> => {
  const [found] = id ? await readRows(reader, [rowKey('user', id)]) : []
  return { id, name: found?.kind === 'user' ? displayName(found.row.profile) : 'Somebody' }
}
