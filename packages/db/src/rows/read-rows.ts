import type { Row, RowKey, RowKind, TaskPlace } from '@holdfast/domain'
import type { QueryResultRow } from 'pg'
import type { Reader, Statement, Transaction } from '../reader.ts'
import { rowKinds, selectFrom } from './row-kinds.ts'

/** How a row is locked: to be changed, or only to stay as it is until the transaction ends. */
export type Lock = 'no key update' | 'share'

/** The rows of these keys; a key without a row is left out. */
export const readRows = async (reader: Reader, keys: Iterable<RowKey>): Promise<Row[]> => {
  const { statements, rowsOf } = readingRows(keys)
  return rowsOf(await Promise.all(statements.map((statement) => reader.rows(statement))))
}

/** The same as statements, and what makes rows of the answers to them. */
export const readingRows = (
  keys: Iterable<RowKey>,
): { statements: Statement[]; rowsOf: (answers: readonly QueryResultRow[][]) => Row[] } => {
  const kinds = [...byKind(keys)]
  return {
    statements: kinds.map(([kind, ids]) => selecting(kind, ids)),
    rowsOf: (answers) => kinds.flatMap(([kind], i) => toRows(kind, answers[i] ?? [])),
  }
}

/**
 * Locks rows and reads them: kind by kind and in the order of their ids, as every locker does, so
 * that no two of them wait for each other.
 * @param behind where tasks lie: locked and read alike, which PostgreSQL finds out
 */
export const lockRows = async (
  tx: Transaction,
  keys: Iterable<RowKey>,
  lockOf: (kind: RowKind) => Lock,
  behind: readonly TaskPlace[] = [],
): Promise<Row[]> => {
  const kinds = byKind(keys, behind.length > 0 ? ['member', 'project'] : [])
  const locked = [...kinds].map(async ([kind, ids]) =>
    toRows(kind, await tx.rows(locking(kind, ids, lockOf(kind), behind))),
  )
  return (await Promise.all(locked)).flat()
}

/** Ids by kind; kinds and ids are sorted. */
const byKind = (
  keys: Iterable<RowKey>,
  besides: readonly RowKind[] = [],
): Map<RowKind, string[]> => {
  const wanted = [...new Set(keys)].sort()
  const kindOf = (key: RowKey) => key.slice(0, key.indexOf(':')) as RowKind
  const kinds = [...new Set([...besides, ...wanted.map(kindOf)])].sort()
  const sorted = new Map<RowKind, string[]>(kinds.map((kind) => [kind, []]))
  for (const key of wanted) sorted.get(kindOf(key))?.push(key.slice(key.indexOf(':') + 1))
  return sorted
}

const selecting = (kind: RowKind, ids: readonly string[]): Statement => {
  const { picks, parameters, order } = rowKinds[kind]
  return {
    name: `read-${kind}`,
    text: `${selectFrom(kind)} WHERE ${picks} ORDER BY ${order}`,
    values: parameters(ids),
  }
}

const locking = (
  kind: RowKind,
  ids: readonly string[],
  lock: Lock,
  behind: readonly TaskPlace[],
): Statement => {
  const { picks, parameters, order } = rowKinds[kind]
  const found = behind.length > 0 ? foundBehind[kind] : undefined
  return {
    name: `${lock}-${kind}${found ? '-behind' : ''}`,
    text: `${selectFrom(kind)} WHERE ${found?.picks ?? picks} ORDER BY ${order} FOR ${lock} OF row`,
    values: [...parameters(ids), ...(found?.parameters(behind) ?? [])],
  }
}

interface FoundBehind {
  /** The condition that picks rows by their own ids and by tasks. */
  picks: string
  /** The arrays that come behind those of the ids. */
  parameters: (behind: readonly TaskPlace[]) => string[][]
}

// One look into an index for each task: no guess of the planner may make it read them all.
const foundBehind: Partial<Record<RowKind, FoundBehind>> = {
  member: {
    picks: `(row.project_id, row.user_id) IN (
              SELECT * FROM unnest($1::uuid[], $2::uuid[])
              UNION ALL
              SELECT (SELECT project_id FROM tasks.tasks WHERE id = place.task), place.member
              FROM unnest($3::uuid[], $4::uuid[]) AS place (task, member))`,
    parameters: (behind) => {
      const places = behind.flatMap(({ task, members }) =>
        [...new Set(members)].map((member) => ({ task, member })),
      )
      return [places.map(({ task }) => task), places.map(({ member }) => member)]
    },
  },
  project: {
    picks: `row.id IN (
              SELECT unnest($1::uuid[])
              UNION ALL
              SELECT (SELECT project_id FROM tasks.tasks WHERE id = place.task)
              FROM unnest($2::uuid[]) AS place (task))`,
    parameters: (behind) => [behind.map(({ task }) => task)],
  },
}

const toRows = (kind: RowKind, found: readonly QueryResultRow[]): Row[] => {
  const { read } = rowKinds[kind]
  return found.map((row) => ({ kind, row: read(row as never) }) as Row)
}
