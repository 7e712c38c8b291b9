import { wordsOf } from './english.ts'
import type { Mark } from './port.ts'
import { stemQuery } from './text-query.ts'

/** More would be no help to the eye, and a long text has no end of them. */
const MOST_MARKS = 100

/** The words of a text that a query names by their stem or by their beginning. */
export const marksOf = (query: string, text: string): Mark[] => {
  const { required, growing } = stemQuery(query)
  const stems = new Set(required.flatMap((part) => part.stems))
  if (stems.size === 0 && growing === '') return []
  const isGrown = (word: string): boolean => growing !== '' && word.startsWith(growing)
  return wordsOf(text)
    .filter(
      ({ stem, letters }) =>
        stem !== null && (stems.has(stem) || isGrown(stem) || isGrown(letters)),
    )
    .slice(0, MOST_MARKS)
    .map(({ from, to }) => [from, to])
}
