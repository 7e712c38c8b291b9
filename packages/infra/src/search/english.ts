import stemmers from 'snowball-stemmers'
import { stopWords } from './stop-words.ts'

/** A word of a text, from one UTF-16 code unit up to but not including another. */
export interface Word {
  /** In lower case, as it stands. */
  letters: string
  /** What words of one family share; null for a stop word. */
  stem: string | null
  from: number
  to: number
}

const stemmer = stemmers.newStemmer('english')

const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu
const EMOJI = /^\p{Extended_Pictographic}/u

/**
 * As PostgreSQL's `english` has it: a word with a digit in it keeps its letters. An emoji is spelled
 * out, since not every engine takes one for a word. @returns null for a stop word
 */
export const stemOf = (word: string): string | null => {
  if (EMOJI.test(word)) return `emoji${word.codePointAt(0)?.toString(16)}`
  const letters = word.toLowerCase()
  if (stopWords.has(letters)) return null
  return /\p{N}/u.test(letters) ? letters : stemmer.stem(letters)
}

/** Has a word to be as it is written? Of digits and emoji another one is another thing. */
export const isLiteral = (word: string): boolean => /\p{N}|\p{Extended_Pictographic}/u.test(word)

/** The words of a text as the analyser `english` of the mapping finds them. */
export const wordsOf = (text: string): Word[] =>
  Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    letters: word.toLowerCase(),
    stem: stemOf(word),
    from: index,
    to: index + word.length,
  }))

/** The stems of a text in its order, without stop words. */
export const stemsOf = (text: string): string[] =>
  wordsOf(text).flatMap(({ stem }) => (stem === null ? [] : [stem]))
