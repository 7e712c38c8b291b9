import type { DateRange } from '@holdfast/db'
import { exactOf, timeOf } from './meilisearch-document.ts'
import { exactAttribute, orderAttribute } from './meilisearch-settings.ts'
import type { SearchSort, TaskSearch } from './port.ts'
import type { StemmedQuery } from './text-query.ts'

/** A value as a filter may hold it, whatever it is. */
export const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`

const anyOf = (attribute: string, values: readonly string[]): string =>
  `${attribute} IN [${values.map(quoted).join(', ')}]`

const equal = (attribute: string, value: string | null): string =>
  value === null
    ? `(${attribute} IS NULL OR ${attribute} NOT EXISTS)`
    : `${attribute} = ${quoted(value)}`

const within = (attribute: string, { from, to }: DateRange): string[] => [
  ...(from ? [`${attribute} >= ${timeOf(from)}`] : []),
  ...(to ? [`${attribute} < ${timeOf(to)}`] : []),
]

/** Every one of these must hold; the first keeps a search inside the caller's buckets. */
export const filtersOf = ({
  buckets,
  filters,
}: Pick<TaskSearch, 'buckets' | 'filters'>): string[] => {
  const { status, priority, tags, createdBy, assignedTo, projectId, title } = filters
  const { dueDate, createdAt, updatedAt } = filters
  return [
    anyOf('buckets', buckets),
    ...(status ? [anyOf('status', status)] : []),
    ...(priority ? [anyOf('priority', priority)] : []),
    ...(tags ?? []).map((tag) => equal('tags', tag)),
    ...(createdBy ? [equal('createdBy', createdBy)] : []),
    ...(assignedTo === undefined ? [] : [equal('assignedTo', assignedTo)]),
    ...(projectId === undefined ? [] : [equal('projectId', projectId)]),
    ...(title === undefined ? [] : [equal(exactAttribute('title'), exactOf(title))]),
    ...(dueDate ? within('dueDate', dueDate) : []),
    ...(createdAt ? within('createdAt', createdAt) : []),
    ...(updatedAt ? within('updatedAt', updatedAt) : []),
  ]
}

export const sortOf = ({ by, direction }: SearchSort): string =>
  `${by === 'title' ? orderAttribute(by) : by}:${direction === 'ascending' ? 'asc' : 'desc'}`

const phraseOf = (stems: readonly string[]): string => `"${stems.join(' ')}"`

/**
 * The stems in Meilisearch's own query language. It takes the last word for one that may be growing
 * unless something follows it.
 * @returns null where nothing is asked for
 */
export const textOf = ({ required, excluded, growing }: StemmedQuery): string | null => {
  if (required.length === 0 && growing === '') return null
  return [
    ...required.map(({ stems, isPhrase }) => (isPhrase ? phraseOf(stems) : (stems[0] ?? ''))),
    ...excluded.map((stems) => `-${stems.length > 1 ? phraseOf(stems) : stems[0]}`),
    growing,
  ].join(' ')
}
