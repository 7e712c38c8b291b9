import { z } from 'zod'
import type { ProjectId, UserId } from './ids.ts'
import type { Row } from './rows.ts'

/** A unit of visibility: what a person may see is a set of these. */
export const Bucket = z
  .string()
  .regex(/^(user|project):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a bucket')
  .brand<'Bucket'>()
export type Bucket = z.infer<typeof Bucket>

export const userBucket = (id: UserId): Bucket => `user:${id}` as Bucket
export const projectBucket = (id: ProjectId): Bucket => `project:${id}` as Bucket

/** Where a row is to be seen. SQL's `sync.buckets_of_*` says the same; a property test compares them. */
export const bucketsOf = (row: Row): Bucket[] => {
  switch (row.kind) {
    case 'task': {
      const { projectId, createdBy, assignedTo } = row.row
      if (projectId !== null) return [projectBucket(projectId)]
      if (assignedTo === null || assignedTo === createdBy) return [userBucket(createdBy)]
      return [userBucket(createdBy), userBucket(assignedTo)]
    }
    case 'project':
      return [projectBucket(row.row.id)]
    case 'member':
      return [projectBucket(row.row.projectId)]
    case 'conflict':
      return [userBucket(row.row.userId)]
    case 'user':
      return [userBucket(row.row.id)]
  }
}
