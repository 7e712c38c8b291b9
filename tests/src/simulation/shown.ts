import type { Device } from '@holdfast/client'
import { keyOf, type Row, type RowKey, type UserId } from '@holdfast/domain'
import { type Loaded, Replica } from '@holdfast/sync'

/** What a person sees, row by row. */
export type Shown = Map<RowKey, Row>

export const shownBy = ({ queries, userId }: Device): Shown => {
  const rows: Row[] = []
  for (const trash of [false, true])
    for (const row of queries.tasks({ trash }).get()) rows.push({ kind: 'task', row })
  for (const row of [...queries.projects().get(), ...queries.deletedProjects().get()]) {
    rows.push({ kind: 'project', row })
    for (const member of queries.members(row.id).get()) rows.push({ kind: 'member', row: member })
  }
  const me = queries.me.get()
  if (me?.id === userId) rows.push({ kind: 'user', row: me })
  return byKey(rows)
}

/** What is to be shown of these rows: no tasks of deleted projects, nobody who has left, no conflicts. */
export const shownOf = (rows: Iterable<Row>): Shown => {
  const all = [...rows]
  const projects = new Map(
    all.flatMap((one) => (one.kind === 'project' ? [[one.row.id, one.row] as const] : [])),
  )
  const isShown = (one: Row): boolean => {
    if (one.kind === 'conflict') return false
    if (one.kind === 'member') return !one.row.left && projects.has(one.row.projectId)
    if (one.kind !== 'task' || one.row.projectId === null) return true
    return projects.get(one.row.projectId)?.status !== 'deleted'
  }
  return byKey(all.filter(isShown))
}

/** What a store says that there is: base and outbox put together from nothing. */
export const rowsFromScratch = async (userId: UserId, loaded: Loaded): Promise<Row[]> => {
  const replica = new Replica(userId)
  for (const { event } of loaded.journal)
    if (event.type === 'new-epoch') replica.apply(event)
    else if (event.type === 'delta' || event.type === 'forgotten' || event.type === 'page')
      replica.apply({ ...event, dropped: [] })
  for await (const page of loaded.pages) replica.load(page)
  replica.restore(loaded.outbox)
  return [...replica.view.rows()]
}

/** @returns what the two differ in, or null */
export const differenceOf = (one: Shown, other: Shown): string | null => {
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [textOf(one.get(key)), textOf(other.get(key))]
    if (a !== b) return `${key}: ${a} / ${b}`
  }
  return null
}

export const byKey = (rows: readonly Row[]): Shown => new Map(rows.map((row) => [keyOf(row), row]))

const textOf = (row: Row | undefined): string =>
  row ? JSON.stringify(row.row, Object.keys(row.row).sort()) : 'nothing'
