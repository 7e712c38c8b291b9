export { foldText, termsOf, wordsOf } from './fold-text.ts'
export type { SearchAnswer } from './live-search.ts'
export { fitOf } from './match-word.ts'
export type { TextQuery, TextSearch } from './text-search.ts'
