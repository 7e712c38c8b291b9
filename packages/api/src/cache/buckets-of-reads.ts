import {
  type Bucket,
  bucketsOf,
  type ProjectId,
  projectBucket,
  type Reads,
  type Rows,
  type TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'

/**
 * The buckets of what a mutation asked to see, as far as its keys and `rows` tell. For a mutation that
 * was done before: who did it may have died before taking out what was cached.
 */
export const bucketsOfReads = (reads: readonly Reads[], rows?: Pick<Rows, 'task'>): Bucket[] => {
  const keys = reads.flatMap(({ keys, looksAt = [] }) => [...keys, ...looksAt])
  return [
    ...new Set(
      keys.flatMap((key) => {
        const [kind, id, person] = key.split(':')
        if (kind === 'user') return [userBucket(id as UserId)]
        if (kind === 'project') return [projectBucket(id as ProjectId)]
        if (kind === 'member') return [projectBucket(id as ProjectId), userBucket(person as UserId)]
        const task = kind === 'task' ? rows?.task(id as TaskId) : undefined
        return task ? bucketsOf({ kind: 'task', row: task }) : []
      }),
    ),
  ]
}
