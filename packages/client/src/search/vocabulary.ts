import { BEGINS, EXACT, type Fit, mayHoldTypo, NO_TYPOS_FROM, TYPO } from './match-word.ts'

/** Terms from one place up to, not including, another. */
export interface TermRange {
  from: number
  to: number
  fit: Fit
}

/** Comes after everything that begins alike. No letter is it. */
const LAST = '\uffff'

/**
 * The terms of an index in order, read as a trie: what begins alike stands together. A word with a
 * typo is found by trying each edit on the beginnings that exist, not by a look at every term.
 */
export class Vocabulary {
  readonly terms: readonly string[]

  /** @param terms sorted by code units, each once */
  constructor(terms: readonly string[]) {
    this.terms = terms
  }

  /** Where the terms stand that fit the word, the best first; no two ranges overlap. */
  fitting(word: string, isLast: boolean): TermRange[] {
    const { terms } = this
    const begins = this.under(word, 0, terms.length)
    const isExact = terms[begins.from] === word
    const ranges: TermRange[] = []
    if (isExact) ranges.push({ from: begins.from, to: begins.from + 1, fit: EXACT })
    const rest = isExact ? begins.from + 1 : begins.from
    if (rest < begins.to) ranges.push({ from: rest, to: begins.to, fit: BEGINS })
    if (!mayHoldTypo(word)) return ranges
    const typos = [...this.oneEditAway(word, isLast)].flatMap(({ from, to }) => [
      { from, to: Math.min(to, begins.from) },
      { from: Math.max(from, begins.to), to },
    ])
    let done = 0
    for (const { from, to } of typos.sort((a, b) => a.from - b.from)) {
      if (Math.max(from, done) < to) ranges.push({ from: Math.max(from, done), to, fit: TYPO })
      done = Math.max(done, to)
    }
    return ranges
  }

  private *oneEditAway(word: string, isLast: boolean): Generator<{ from: number; to: number }> {
    let here = { from: 0, to: this.lower(NO_TYPOS_FROM, 0, this.terms.length) }
    for (let i = 0; i < word.length && here.from < here.to; i++) {
      const head = word.slice(0, i)
      const rest = word.slice(i)
      const after = word.slice(i + 1)
      yield this.at(head + after, here, isLast)
      if (after) yield this.at(`${head}${after[0]}${rest[0]}${after.slice(1)}`, here, isLast)
      for (const letter of this.lettersAt(i, here)) {
        yield this.at(head + letter + after, here, isLast)
        yield this.at(head + letter + rest, here, isLast)
      }
      here = this.under(head + rest[0], here.from, here.to)
    }
  }

  /** The letters with which the terms of a range go on after `i` that are alike. */
  private *lettersAt(i: number, { from, to }: { from: number; to: number }): Generator<string> {
    const { terms } = this
    for (let at = from; at < to; ) {
      const term = terms[at] as string
      const letter = term[i]
      if (letter === undefined) {
        at++
        continue
      }
      yield letter
      at = this.lower(term.slice(0, i + 1) + LAST, at, to)
    }
  }

  /** The term itself, or with `isLast` all that begin with it. */
  private at(text: string, { from, to }: { from: number; to: number }, isLast: boolean) {
    if (isLast) return this.under(text, from, to)
    const at = this.lower(text, from, to)
    return { from: at, to: this.terms[at] === text ? at + 1 : at }
  }

  private under(prefix: string, from: number, to: number): { from: number; to: number } {
    const first = this.lower(prefix, from, to)
    return { from: first, to: this.lower(prefix + LAST, first, to) }
  }

  private lower(text: string, from: number, to: number): number {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.terms[middle] as string) < text) low = middle + 1
      else high = middle
    }
    return low
  }
}
