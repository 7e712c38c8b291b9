import { isLiteral, stemOf, stemsOf } from './english.ts'

/** A typed query in two: what is finished, and the word that may still be growing. */
export interface TextQuery {
  finished: string
  /** '' when the query ends in something else than a plain word. */
  growing: string
}

/**
 * Splits off the last word, so that it can match by its beginning while a person types. A word inside
 * an open quote, behind a minus, or the operator `or` is left where it is.
 */
export const splitTextQuery = (typed: string): TextQuery => {
  const match = /^(.*?)([\p{L}\p{N}]+)$/su.exec(typed)
  const finished = match?.[1] ?? ''
  const growing = match?.[2] ?? ''
  const quotes = finished.split('"').length - 1
  if (!growing || quotes % 2 === 1 || finished.endsWith('-') || growing.toLowerCase() === 'or')
    return { finished: typed, growing: '' }
  return { finished, growing }
}

/** A typed query as stems. */
export interface StemmedQuery {
  /** Each must be there; the words of a phrase in a row and as they are. */
  required: { stems: string[]; isPhrase: boolean }[]
  /** None may be there. */
  excluded: string[][]
  /** The word that may still be growing; '' when there is none. */
  growing: string
  /** It says `or`. */
  hasAlternatives: boolean
}

const PART = /(-?)(?:"([^"]*)"?|([^\s"]+))/g

/** Reads what PostgreSQL's `websearch_to_tsquery` reads out of the same text. */
export const stemQuery = (typed: string): StemmedQuery => {
  const { finished, growing } = splitTextQuery(typed)
  const query: StemmedQuery = { required: [], excluded: [], growing: '', hasAlternatives: false }
  for (const [, minus, phrase, word = ''] of finished.matchAll(PART)) {
    if (minus === '' && word.toLowerCase() === 'or') query.hasAlternatives = true
    const stems = stemsOf(phrase ?? word)
    if (stems.length === 0) continue
    if (minus) query.excluded.push(stems)
    else
      query.required.push({
        stems,
        isPhrase: phrase !== undefined || stems.length > 1 || isLiteral(word),
      })
  }
  // A filler word at the end narrows nothing, unless it is all there is.
  const stem = growing && stemOf(growing)
  query.growing = stem ?? (query.required.length === 0 ? growing.toLowerCase() : '')
  return query
}
