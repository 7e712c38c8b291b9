import {
  type Bucket,
  bucketsOf,
  type Conflict,
  type ConflictId,
  keyOf,
  type Member,
  memberId,
  type Patch,
  type Project,
  type ProjectId,
  projectBucket,
  type Row,
  type RowByKind,
  type RowKey,
  type RowKind,
  type Rows,
  rowKey,
  type Task,
  type TaskId,
  type User,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import { keyOfPatch, patched } from '../device/view.ts'
import type { Delta, JoinProgress } from '../wire/pull.ts'
import type { Removal } from '../wire/row.ts'

/** One transaction's effect on one bucket. */
interface Commit {
  n: number
  keys: Set<RowKey>
  removed: Removal[]
  grants: boolean
}

/** The record of a model server: rows, versions, buckets and their commits, in plain maps. */
export class ModelRecord implements Rows {
  readonly complete = true
  private readonly held = new Map<RowKey, Row>()
  private readonly commits = new Map<Bucket, Commit[]>()
  private version = 0

  /** One that goes its own way from here. */
  copy(): ModelRecord {
    const copy = new ModelRecord()
    for (const [key, row] of this.held) copy.held.set(key, row)
    for (const [bucket, commits] of this.commits) copy.commits.set(bucket, [...commits])
    copy.version = this.version
    return copy
  }

  position(bucket: Bucket): number {
    return this.commits.get(bucket)?.length ?? 0
  }

  rowsIn(bucket: Bucket): Row[] {
    return [...this.held.values()].filter((row) => bucketsOf(row).includes(bucket))
  }

  granted(userId: UserId): Bucket[] {
    const members = [...this.held.values()].flatMap((row) =>
      row.kind === 'member' && row.row.userId === userId && !row.row.left ? [row.row] : [],
    )
    return [userBucket(userId), ...members.map(({ projectId }) => projectBucket(projectId))]
  }

  /** Writes in one transaction. @returns the buckets it touched, with their new numbers */
  write(patches: readonly Patch[]): Map<Bucket, Commit> {
    const touched = new Map<Bucket, Commit>()
    for (const patch of patches) this.apply(patch, touched)
    for (const [bucket, commit] of touched) {
      const commits = this.commits.get(bucket) ?? []
      commit.n = commits.length + 1
      commits.push(commit)
      this.commits.set(bucket, commits)
    }
    return touched
  }

  /** Puts a row there as no mutator could: an account, a member. */
  put(row: Row): Map<Bucket, Commit> {
    // The compiler cannot follow `kind` through a union.
    return this.write([{ op: 'insert', kind: row.kind, row: row.row } as Patch])
  }

  /** What came to a bucket after `from`. */
  since(bucket: Bucket, from: number): Delta {
    const commits = (this.commits.get(bucket) ?? []).filter(({ n }) => n > from)
    const keys = new Set(commits.flatMap((commit) => [...commit.keys]))
    const removed = new Map<RowKey, Removal>()
    for (const removal of commits.flatMap((commit) => commit.removed))
      removed.set(rowKey(removal.kind, removal.id), removal)
    const rows = [...keys].flatMap((key) => {
      const row = this.held.get(key)
      return row && bucketsOf(row).includes(bucket) ? [row] : []
    })
    for (const row of rows) removed.delete(keyOf(row))
    const to = this.position(bucket)
    return { bucket, from, to, rows, removed: [...removed.values()], after: null }
  }

  /** A page of a join. */
  page(bucket: Bucket, progress: JoinProgress | undefined, pageRows: number): Delta {
    const rows = this.rowsIn(bucket)
      .filter((row) => !progress || keyOf(row) > progress.after)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    const page = rows.slice(0, pageRows)
    const last = page.at(-1)
    return {
      bucket,
      from: null,
      to: progress?.to ?? this.position(bucket),
      rows: page,
      removed: [],
      after: last && rows.length > page.length ? keyOf(last) : null,
    }
  }

  task(id: TaskId): Task | undefined {
    return this.row('task', id)
  }

  project(id: ProjectId): Project | undefined {
    return this.row('project', id)
  }

  member(projectId: ProjectId, userId: UserId): Member | undefined {
    return this.row('member', memberId(projectId, userId))
  }

  conflict(id: ConflictId): Conflict | undefined {
    return this.row('conflict', id)
  }

  user(id: UserId): User | undefined {
    return this.row('user', id)
  }

  acquainted(one: UserId, other: UserId): boolean {
    const mine = new Set(this.granted(one))
    return one === other || this.granted(other).some((bucket) => mine.has(bucket))
  }

  assignedIn(projectId: ProjectId, userId: UserId): TaskId[] {
    return [...this.held.values()].flatMap((row) =>
      row.kind === 'task' && row.row.projectId === projectId && row.row.assignedTo === userId
        ? [row.row.id]
        : [],
    )
  }

  private row<K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined {
    return this.held.get(rowKey(kind, id))?.row as RowByKind[K] | undefined
  }

  private apply(patch: Patch, touched: Map<Bucket, Commit>): void {
    const key = keyOfPatch(patch)
    const before = this.held.get(key)
    const row = patched(before, patch)
    if (!row) throw new Error(`the model has no ${key}`)
    const version = ++this.version
    const after = { kind: row.kind, row: { ...row.row, version } } as Row
    this.held.set(key, after)
    const now = bucketsOf(after)
    for (const bucket of now) commitOf(touched, bucket).keys.add(key)
    for (const bucket of before ? bucketsOf(before) : [])
      if (!now.includes(bucket))
        commitOf(touched, bucket).removed.push({ kind: row.kind, id: row.row.id, version })
    if (after.kind === 'member') commitOf(touched, userBucket(after.row.userId)).grants = true
  }
}

const commitOf = (touched: Map<Bucket, Commit>, bucket: Bucket): Commit => {
  const known = touched.get(bucket)
  if (known) return known
  const commit: Commit = { n: 0, keys: new Set(), removed: [], grants: false }
  touched.set(bucket, commit)
  return commit
}
