import {
  keyOf,
  keyOfPatch,
  memberId,
  type Patch,
  type Reads,
  type Row,
  type RowByKind,
  type RowKey,
  type RowKind,
  type Rows,
  rowKey,
} from '@holdfast/domain'
import type { Answers } from './answer.ts'
import type { Lock } from './read-rows.ts'

interface Held {
  /** Null: there is no such row. */
  row: Row | null
  lock: Lock
}

const kindOf = (key: RowKey): RowKind => key.slice(0, key.indexOf(':')) as RowKind

/** What a transaction has locked and read. */
export class LoadedRows {
  readonly #held = new Map<RowKey, Held>()

  /** Null: there is no such row; undefined: it was not loaded. */
  find(key: RowKey): Row | null | undefined {
    return this.#held.get(key)?.row
  }

  /**
   * What has yet to be locked, and how. One kind is locked in one way, so that its rows can be taken
   * in one order.
   */
  missing(reads: readonly Reads[]): { keys: RowKey[]; lockOf: (kind: RowKind) => Lock } {
    const toChange = new Set(reads.flatMap(({ keys }) => keys))
    const toLookAt = new Set(reads.flatMap(({ looksAt = [] }) => looksAt))
    const keys = [...toChange].filter((key) => this.#held.get(key)?.lock !== 'no key update')
    const kinds = new Set(keys.map(kindOf))
    for (const key of toLookAt) if (!toChange.has(key) && !this.#held.has(key)) keys.push(key)
    return { keys, lockOf: (kind) => (kinds.has(kind) ? 'no key update' : 'share') }
  }

  add(keys: readonly RowKey[], rows: readonly Row[], lockOf: (kind: RowKind) => Lock): void {
    const found = new Map(rows.map((row) => [keyOf(row), row]))
    for (const key of keys)
      this.#held.set(key, { row: found.get(key) ?? null, lock: lockOf(kindOf(key)) })
  }

  /** @throws Error for a patch of a row that was not loaded to be changed: a mutator's bug */
  requireLocks(patches: readonly Patch[]): void {
    for (const patch of patches) {
      const key = keyOfPatch(patch)
      const held = this.#held.get(key)
      if (held?.lock !== 'no key update') throw new Error(`${key} is written but was not declared`)
      if ((held.row === null) !== (patch.op === 'insert'))
        throw new Error(`${patch.op} of ${key}, which is ${held.row ? 'there' : 'not there'}`)
    }
  }

  /** Shows rows as they will be once these patches are written. */
  apply(patches: readonly Patch[]): void {
    for (const patch of patches) {
      const key = keyOfPatch(patch)
      const fields = patch.op === 'insert' ? { ...patch.row, version: 0 } : patch.set
      const row = { ...this.#held.get(key)?.row?.row, ...fields }
      this.#held.set(key, { row: { kind: patch.kind, row } as Row, lock: 'no key update' })
    }
  }

  /** Has what was written read again. A person's name is on each of their memberships. */
  forget(patches: readonly Patch[]): void {
    for (const patch of patches) {
      this.#held.delete(keyOfPatch(patch))
      if (patch.kind !== 'user' || patch.op !== 'update') continue
      for (const key of [...this.#held.keys()])
        if (kindOf(key) === 'member' && key.endsWith(`:${patch.id}`)) this.#held.delete(key)
    }
  }
}

/** What a mutator sees, from where rows are found by their keys. */
export const rowsFrom = (
  find: (key: RowKey) => Row | null | undefined,
  { acquainted, assignedIn }: Answers,
): Rows => {
  const rowOf = <K extends RowKind>(kind: K, id: string): RowByKind[K] | undefined =>
    find(rowKey(kind, id))?.row as RowByKind[K] | undefined
  return {
    complete: true,
    task: (id) => rowOf('task', id),
    project: (id) => rowOf('project', id),
    member: (project, user) => rowOf('member', memberId(project, user)),
    user: (id) => rowOf('user', id),
    conflict: (id) => rowOf('conflict', id),
    acquainted,
    assignedIn,
  }
}
