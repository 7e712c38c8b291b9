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
