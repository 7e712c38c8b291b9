import { createHash } from 'node:crypto'
import { bucketsOf, type IsoDate, type TaskId } from '@holdfast/domain'
import { stemsOf } from './english.ts'
import type { RevisedTask } from './kept-index.ts'
import { mapping } from './mapping.ts'
import {
  dateAttributes,
  exactAttribute,
  keywordAttributes,
  orderAttribute,
  stemAttribute,
  textAttributes,
} from './meilisearch-settings.ts'

/** Meilisearch cuts what it sorts by at 468 bytes; hexadecimal takes two for one. */
const ORDER_BYTES = 200

/** Sorts by the bytes of the text, as a keyword does: digits of its bytes fold no case. */
const orderOf = (text: string): string => Buffer.from(text).subarray(0, ORDER_BYTES).toString('hex')

/** Equal for equal texts alone, upper and lower case and accents apart. */
export const exactOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Milliseconds since 1970. */
export const timeOf = (date: IsoDate): number => Date.parse(date)

export type MeilisearchDocument = { id: TaskId; revision: string } & Record<string, unknown>

type Field = keyof typeof mapping.tasks.properties

/** The fields of the mapping, and what Meilisearch needs beside them to honour it. */
export const documentOf = ({ task, revision }: RevisedTask): MeilisearchDocument => {
  const document: Record<string, unknown> = { buckets: bucketsOf({ kind: 'task', row: task }) }
  for (const name of Object.keys(mapping.tasks.properties) as Field[]) {
    const value = task[name]
    const isDate = dateAttributes.includes(name) && typeof value === 'string'
    document[name] = isDate ? timeOf(value as IsoDate) : value
    if (textAttributes.includes(name))
      document[stemAttribute(name)] = stemsOf(typeof value === 'string' ? value : '').join(' ')
    if (keywordAttributes.includes(name) && typeof value === 'string') {
      document[orderAttribute(name)] = orderOf(value)
      document[exactAttribute(name)] = exactOf(value)
    }
  }
  return { ...document, id: task.id, revision }
}
