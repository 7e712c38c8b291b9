import type { Settings } from 'meilisearch'
import { mapping } from './mapping.ts'
import { MOST_RANKED } from './most-ranked.ts'

const { properties } = mapping.tasks

type Property = (typeof properties)[keyof typeof properties]
const entries: [string, Property][] = Object.entries(properties)
const named = (type: Property['type']): string[] =>
  entries.flatMap(([name, property]) => (property.type === type ? [name] : []))

/** Text that is analysed. Meilisearch has no stemmer, so stems are an attribute of their own. */
export const textAttributes = named('text')
export const stemAttribute = (name: string): string => `${name}_stem`

/** Text that is a keyword as well: `title.keyword`. */
export const keywordAttributes = entries.flatMap(([name, property]) =>
  'fields' in property && 'keyword' in property.fields ? [name] : [],
)
/** To be sorted by. */
export const orderAttribute = (name: string): string => `${name}_order`
/** To be equal to. */
export const exactAttribute = (name: string): string => `${name}_exact`

/** Instants, as milliseconds since 1970. */
export const dateAttributes = named('date')

const filterable = (names: readonly string[], comparison: boolean) => ({
  attributePatterns: [...names],
  features: { facetSearch: false, filter: { equality: true, comparison } },
})

/** The documented mapping in Meilisearch's words. Whose a task is comes on top: `buckets`. */
export const settings = {
  searchableAttributes: textAttributes.map(stemAttribute),
  displayedAttributes: ['id', 'revision'],
  filterableAttributes: [
    filterable([...named('keyword'), ...keywordAttributes.map(exactAttribute), 'buckets'], false),
    filterable(dateAttributes, true),
  ],
  sortableAttributes: [...dateAttributes, ...keywordAttributes.map(orderAttribute)],
  // What the person sorts by comes first where there is such a thing; title before description.
  rankingRules: [
    'sort',
    'words',
    'typo',
    'attributeRank',
    'proximity',
    'wordPosition',
    'exactness',
    'createdAt:desc',
  ],
  typoTolerance: {
    enabled: true,
    minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
    disableOnNumbers: true,
  },
  prefixSearch: 'indexingTime',
  pagination: { maxTotalHits: MOST_RANKED },
} as const satisfies DeepReadonly<Settings>

type DeepReadonly<T> = { readonly [K in keyof T]: DeepReadonly<T[K]> }
