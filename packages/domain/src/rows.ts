import { z } from 'zod'
import { Conflict } from './conflicts/conflict.ts'
import type { ConflictId, ProjectId, TaskId, UserId } from './ids.ts'
import { Member, type MemberId } from './projects/member.ts'
import { Project } from './projects/project.ts'
import { Task } from './tasks/task.ts'
import { User } from './users/user.ts'

/** Everything that a device holds, by kind. */
export interface RowByKind {
  task: Task
  project: Project
  member: Member
  user: User
  conflict: Conflict
}
export const RowKind = z.enum(['task', 'project', 'member', 'user', 'conflict'])
export type RowKind = z.infer<typeof RowKind>

/** One synced row with its kind, as it travels and as it is kept. */
export const Row = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('task'), row: Task }),
  z.strictObject({ kind: z.literal('project'), row: Project }),
  z.strictObject({ kind: z.literal('member'), row: Member }),
  z.strictObject({ kind: z.literal('user'), row: User }),
  z.strictObject({ kind: z.literal('conflict'), row: Conflict }),
])
export type Row = z.infer<typeof Row>

/** Names one row: `task:<id>`, `project:<id>`, `member:<projectId>:<userId>`, `user:<id>`, `conflict:<id>`. */
export type RowKey = `${RowKind}:${string}`

export const rowKey = (kind: RowKind, id: string): RowKey => `${kind}:${id}`
export const keyOf = (row: Row): RowKey => rowKey(row.kind, row.row.id)

/** A write that a mutator asks for. Versions are the store's business. */
export type Patch = {
  [K in RowKind]:
    | { op: 'insert'; kind: K; row: Omit<RowByKind[K], 'version'> }
    | {
        op: 'update'
        kind: K
        id: RowByKind[K]['id']
        set: Partial<Omit<RowByKind[K], 'id' | 'version'>>
      }
}[RowKind]

export const keyOfPatch = (patch: Patch): RowKey =>
  rowKey(patch.kind, patch.op === 'insert' ? patch.row.id : patch.id)

/** A fact that only the record knows for certain; a device answers as well as it can. */
export type Question =
  | { ask: 'acquainted'; one: UserId; other: UserId }
  | { ask: 'assigned-in'; projectId: ProjectId; userId: UserId }

/** What a mutator wants to see before it decides. */
export interface Reads {
  /** Rows that it may change. */
  keys: RowKey[]
  /** Rows that it decides by and leaves as they are: others may look at them at the same time. */
  looksAt?: RowKey[]
  questions?: Question[]
  /** Where tasks lie that were not to be seen yet: looked at too, wherever that is. */
  behind?: TaskPlace[]
  /** Rows to be seen before it can say at all what else it reads. */
  follows?: RowKey[]
}

/** The project that a task lies in, and the memberships of these people there. */
export interface TaskPlace {
  task: TaskId
  members: UserId[]
}

/** The rows that a mutator asked for. */
export interface Rows {
  task(id: TaskId): Task | undefined
  project(id: ProjectId): Project | undefined
  member(projectId: ProjectId, userId: UserId): Member | undefined
  user(id: UserId): User | undefined
  conflict(id: ConflictId): Conflict | undefined
  /** Do the two share a project, or are they one? A device that cannot tell says yes. */
  acquainted(one: UserId, other: UserId): boolean
  /** Tasks of the project assigned to the person, the trash included. */
  assignedIn(projectId: ProjectId, userId: UserId): readonly TaskId[]
  /**
   * True on the server, where an absent row does not exist. On a device it may only be unknown, so
   * rules that need it are left for the server to decide.
   */
  readonly complete: boolean
}

export type { MemberId }
