import {
  type Bucket,
  type ClientId,
  defaultPreferences,
  type IsoDate,
  memberId,
  type OrderKey,
  type ProjectId,
  projectBucket,
  type Tag,
  type Task,
  type TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import type { Change, Delta, Epoch, MutationResult, Removal, SyncedRow } from '@holdfast/sync'

export const uuid = <Id extends string>(n: number): Id =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as Id

export const me = uuid<UserId>(1)
export const home: Bucket = userBucket(me)
const projects = [uuid<ProjectId>(0xa1), uuid<ProjectId>(0xa2), uuid<ProjectId>(0xa3)]
export const [bucketA, bucketB, bucketC] = projects.map(projectBucket) as [Bucket, Bucket, Bucket]

export const epoch = 'epoch-1' as Epoch
export const at = '2026-11-22T10:00:00.000Z' as IsoDate

export const taskRow = (n: number, version: number, fields: Partial<Task> = {}): SyncedRow => ({
  kind: 'task',
  row: {
    id: uuid<TaskId>(0x1000 + n),
    title: `Task ${n} at ${version}`,
    description: n % 3 === 0 ? `Прочти 読む 🧭 ${n}` : null,
    status: 'todo',
    priority: n % 2 === 0 ? 'medium' : 'critical',
    dueDate: n % 4 === 0 ? at : null,
    dueAllDay: n % 8 === 0,
    createdBy: me,
    assignedTo: n % 5 === 0 ? null : me,
    projectId: projects[n % 3] ?? null,
    tags: n % 2 === 0 ? (['deep-work', 'été'] as Tag[]) : [],
    orderKey: `h${n}` as OrderKey,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    deletedAt: null,
    version,
    ...fields,
  },
})

export const rowOf = (row: SyncedRow): Removal => ({
  kind: row.kind,
  id: row.row.id,
  version: row.row.version + 1,
})

export const projectRow = (version: number): SyncedRow => ({
  kind: 'project',
  row: {
    id: uuid<ProjectId>(0xa1),
    name: 'Ground floor',
    description: null,
    status: 'active',
    ownerId: me,
    createdAt: at,
    updatedAt: at,
    version,
  },
})

export const memberRow = (version: number): SyncedRow => ({
  kind: 'member',
  row: {
    id: memberId(uuid<ProjectId>(0xa1), me),
    projectId: uuid<ProjectId>(0xa1),
    userId: me,
    role: 'owner',
    displayName: 'Ada Lovelace',
    avatar: null,
    left: false,
    version,
  },
})

export const userRow = (version: number): SyncedRow => ({
  kind: 'user',
  row: {
    id: me,
    email: 'ada@example.org',
    emailVerified: true,
    status: 'active',
    createdAt: at,
    updatedAt: at,
    profile: {
      firstName: 'Ada',
      lastName: 'Lovelace',
      avatar: null,
      bio: null,
      location: null,
      timezone: 'Europe/London',
      language: 'en',
    },
    preferences: defaultPreferences,
    version,
  },
})

let drafts = 0

export const draft = (args: unknown = {}): Change => ({
  type: 'draft',
  draft: { draftId: `draft-${++drafts}`, name: 'create-task', version: 1, args, at },
})

export const deltaChange = (
  delta: Partial<Delta> & Pick<Delta, 'bucket' | 'from' | 'to'>,
  of = epoch,
): Change => ({
  type: 'delta',
  epoch: of,
  at,
  delta: { rows: [], removed: [], after: null, ...delta },
})

/** The whole of a bucket in one page. */
export const join = (bucket: Bucket, to: number, rows: SyncedRow[]): Change =>
  deltaChange({ bucket, from: null, to, rows })

/** Another life, which expects this id next. */
export const newEpoch = (expected: number, of = 'epoch-2' as Epoch): Change => ({
  type: 'new-epoch',
  epoch: of,
  expected,
  clientId: uuid<ClientId>(0xc9),
  at,
})

export const settle = (clientId: ClientId, results: MutationResult[], of = epoch): Change => ({
  type: 'settle',
  clientId,
  epoch: of,
  results,
  at,
})
