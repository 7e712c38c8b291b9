import { termsOf } from './fold-text.ts'
import { fitOf } from './match-word.ts'

/** What is indexed of a task. */
export interface TextDoc {
  title: string
  description: string
  tags: string
  isClosed: boolean
  /** Milliseconds since 1970. Of equal matches, the newer comes first. */
  createdAt: number
}

/** Where in a task a term stands; the best place counts. */
export type Field = 0 | 1 | 2 | 3
const [DESCRIPTION, TAG, TITLE, TITLE_START] = [0, 1, 2, 3] as const

const WEIGHTS = [1, 2, 4, 5] as const

export const pointsOf = (fit: number, field: number): number => fit * (WEIGHTS[field] ?? 0)

/** Closed work comes after open work that fits about as well. */
export const scoreOf = (points: number, isClosed: boolean): number =>
  isClosed ? (points + 1) >> 1 : points

export type FieldByTerm = ReadonlyMap<string, Field>

/** Every term of a document, with the best of its places. */
export const fieldsOf = ({ title, tags, description }: Omit<TextDoc, 'createdAt'>): FieldByTerm => {
  const fields = new Map<string, Field>()
  for (const term of termsOf(title))
    if (!fields.has(term)) fields.set(term, fields.size === 0 ? TITLE_START : TITLE)
  for (const term of termsOf(tags)) if (!fields.has(term)) fields.set(term, TAG)
  for (const term of termsOf(description)) if (!fields.has(term)) fields.set(term, DESCRIPTION)
  return fields
}

/** The points of one document; 0 where a word of the query is not in it. */
export const pointsFor = (fields: FieldByTerm, words: readonly string[]): number => {
  let points = 0
  for (const [i, word] of words.entries()) {
    let best = 0
    for (const [term, field] of fields)
      best = Math.max(best, pointsOf(fitOf(term, word, i === words.length - 1), field))
    if (best === 0) return 0
    points += best
  }
  return points
}
