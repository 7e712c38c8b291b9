/** How well a term fits a word of a query; 0 is not at all. */
export type Fit = 0 | 1 | 3 | 4
export const EXACT = 4
export const BEGINS = 3
export const TYPO = 1

/** So many letters and more may hold one typo. */
const LEAST_FOR_TYPO = 4

/** From here on a term is of a script without short-cut spelling: Chinese, Japanese, emoji. */
export const NO_TYPOS_FROM = '\u2e80'

export const mayHoldTypo = (word: string): boolean =>
  word.length >= LEAST_FOR_TYPO && word < NO_TYPOS_FROM

/**
 * Is the term, or with `isLast` some beginning of it, one edit away from the word: a letter more,
 * less or other, or two neighbours swapped?
 */
const isOneEditAway = (term: string, word: string, isLast: boolean): boolean => {
  let i = 0
  while (i < word.length && term.charCodeAt(i) === word.charCodeAt(i)) i++
  const fits = (rest: string, at: number) =>
    term.startsWith(rest, at) && (isLast || term.length === at + rest.length)
  const after = word.slice(i + 1)
  if (fits(after, i) || (i < term.length && (fits(after, i + 1) || fits(word.slice(i), i + 1))))
    return true
  return (
    i + 1 < word.length &&
    term[i] === word[i + 1] &&
    term[i + 1] === word[i] &&
    fits(word.slice(i + 2), i + 2)
  )
}

/** Every word may be the beginning of a term; the last one may be that with a typo in it. */
export const fitOf = (term: string, word: string, isLast: boolean): Fit => {
  if (term.startsWith(word)) return term.length === word.length ? EXACT : BEGINS
  if (!mayHoldTypo(word) || term >= NO_TYPOS_FROM) return 0
  return isOneEditAway(term, word, isLast) ? TYPO : 0
}
