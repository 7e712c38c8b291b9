import { type Condition, conditionOf, type Filterable } from './stand-in-filter.ts'

export type Document = Record<string, unknown>

/** The settings that the stand-in heeds. */
export interface StandInSettings {
  searchableAttributes: string[]
  displayedAttributes: string[]
  filterableAttributes: Filterable[]
  sortableAttributes: string[]
  pagination: { maxTotalHits: number }
}

export interface SearchRequest {
  q?: string
  filter?: unknown
  sort?: string[]
  page?: number
  hitsPerPage?: number
  attributesToRetrieve?: string[]
}

/** Words as Meilisearch compares them: in lower case, without accents. */
const wordsOf = (text: string): string[] =>
  Array.from(
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .matchAll(/[\p{L}\p{N}]+/gu),
    ([word]) => word,
  )

interface Term {
  words: string[]
  isExcluded: boolean
  isPhrase: boolean
  isPrefix: boolean
}

const TERM = /(-?)(?:"([^"]*)"|([^\s"]+))/g

const termsOf = (query: string): Term[] =>
  Array.from(query.matchAll(TERM), ({ 0: found, 1: minus, 2: phrase, 3: word = '', index }) => ({
    words: wordsOf(phrase ?? word),
    isExcluded: minus === '-',
    isPhrase: phrase !== undefined,
    // A word with nothing behind it may still be growing.
    isPrefix: phrase === undefined && minus === '' && index + found.length === query.length,
  }))

/** Letters to add, take away, replace or swap; counted up to `most`. */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (before[j - 2] ?? most) + 1 : most + 1
      row.push(Math.min(changed, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    before = last
    last = row
  }
  return last[b.length] ?? most + 1
}

/** One typo from 5 letters, two from 9; numbers have to be right. */
const typosAllowed = (word: string): number => {
  if (/\p{N}/u.test(word)) return 0
  return word.length >= 9 ? 2 : word.length >= 5 ? 1 : 0
}

const NONE = Number.POSITIVE_INFINITY

/** Fewest typos with which a text has the term; infinite where it has not. */
const typosIn = (words: readonly string[], term: Term): number => {
  const starts = ({ length }: readonly string[]) => Array.from({ length }, (_, n) => n)
  if (term.isPhrase) {
    const isAt = (start: number) => term.words.every((word, n) => words[start + n] === word)
    return starts(words).some(isAt) ? 0 : NONE
  }
  const [wanted = ''] = term.words
  let fewest = NONE
  for (const word of words) {
    if (word === wanted || (term.isPrefix && word.startsWith(wanted))) return 0
    const compared = term.isPrefix ? word.slice(0, wanted.length) : word
    const typos = Math.min(
      distance(wanted, word, typosAllowed(wanted)),
      distance(wanted, compared, typosAllowed(wanted)),
    )
    if (typos <= typosAllowed(wanted)) fewest = Math.min(fewest, typos)
  }
  return fewest
}

interface Rank {
  typos: number
  attribute: number
}

const rankOf = (texts: readonly string[][], terms: readonly Term[]): Rank | null => {
  const rank: Rank = { typos: 0, attribute: 0 }
  for (const term of terms) {
    const found = texts.map((words) => typosIn(words, term))
    const best = Math.min(...found)
    if (term.isExcluded ? best === 0 : best === NONE) return null
    if (term.isExcluded) continue
    rank.typos += best
    rank.attribute = Math.max(rank.attribute, found.indexOf(best))
  }
  return rank
}

const compareBy = (sort: readonly string[], a: Document, b: Document): number => {
  for (const by of sort) {
    const [name = '', direction] = by.split(':')
    const [left, right] = [a[name], b[name]]
    if (left === right) continue
    // What has none comes last in both directions.
    if (left === null || left === undefined) return 1
    if (right === null || right === undefined) return -1
    return (left < right ? -1 : 1) * (direction === 'desc' ? -1 : 1)
  }
  return 0
}

export class BadSort extends Error {}

/** Searches documents as the settings say. @throws BadFilter @throws BadSort */
export const searchDocuments = (
  documents: Iterable<Document>,
  settings: StandInSettings,
  { q = '', filter, sort = [], page = 1, hitsPerPage = 20, attributesToRetrieve }: SearchRequest,
) => {
  for (const by of sort)
    if (!settings.sortableAttributes.includes(by.split(':')[0] ?? '')) throw new BadSort(by)
  const passes: Condition = conditionOf(filter, settings.filterableAttributes)
  const terms = termsOf(q).filter(({ words }) => words.length > 0)
  const found: (Rank & { document: Document })[] = []
  for (const document of documents) {
    if (!passes(document)) continue
    const texts = settings.searchableAttributes.map((name) => wordsOf(String(document[name] ?? '')))
    const rank = rankOf(texts, terms)
    if (rank) found.push({ ...rank, document })
  }
  found.sort(
    (a, b) =>
      compareBy(sort, a.document, b.document) ||
      a.typos - b.typos ||
      a.attribute - b.attribute ||
      compareBy(['createdAt:desc'], a.document, b.document),
  )
  const hits = found.slice(0, settings.pagination.maxTotalHits)
  const shown = (attributesToRetrieve ?? settings.displayedAttributes).filter((name) =>
    settings.displayedAttributes.includes(name),
  )
  return {
    hits: hits
      .slice((page - 1) * hitsPerPage, page * hitsPerPage)
      .map(({ document }) => Object.fromEntries(shown.map((name) => [name, document[name]]))),
    page,
    hitsPerPage,
    totalHits: hits.length,
    totalPages: Math.ceil(hits.length / hitsPerPage),
  }
}
