import { wordsOf } from './fold-text.ts'
import { mergeSegment } from './merge-segment.ts'
import { fieldsOf, pointsFor, pointsOf, scoreOf, type TextDoc } from './score.ts'
import { compareAge, emptySegment, type NumberedDoc, type Segment } from './segment.ts'

/** Fresh documents are looked at one by one, so they are merged from so many on … */
const LEAST_TO_MERGE = 512
/** … or from this share of all, where that is more. */
const MERGE_SHARE = 1 / 100

interface Hit {
  number: number
  score: number
  createdAt: number
}

const compareHits = (a: Hit, b: Hit): number => b.score - a.score || compareAge(a, b)

/**
 * Finds documents by the words in them, a prefix and one typo allowed. Most lie in a segment that
 * does not change; what changed since lies beside it until it is merged. Documents go by numbers.
 */
export class TextIndex {
  private segment = emptySegment()
  /** Places in the segment by number, one more each; 0 is nowhere. */
  private placeOf = new Uint32Array(0)
  private isGone = new Uint8Array(0)
  private goneCount = 0
  private fresh = new Map<number, NumberedDoc>()
  private matched = new Uint8Array(0)
  private best = new Uint8Array(0)
  private points = new Uint16Array(0)

  /** @param segment what it holds from the beginning */
  constructor(segment?: Segment) {
    if (segment) this.become(segment)
  }

  /** Puts a document in, or in the place of its former self. */
  put(number: number, doc: TextDoc): void {
    this.leave(number)
    const { isClosed, createdAt } = doc
    this.fresh.set(number, { number, isClosed, createdAt, fields: fieldsOf(doc) })
  }

  remove(number: number): void {
    this.leave(number)
    this.fresh.delete(number)
  }

  /** Whether enough has changed that `merge` pays. */
  get isMergeDue(): boolean {
    const bound = Math.max(LEAST_TO_MERGE, this.segment.numbers.length * MERGE_SHARE)
    return this.fresh.size + this.goneCount > bound
  }

  /** Takes what is fresh into the segment, in steps; changes and searches may come in between. */
  *merge(): Generator<void, void> {
    const { segment } = this
    const gone = this.isGone.slice()
    const taken = [...this.fresh.values()]
    const merged = yield* mergeSegment(segment, gone, taken)
    const later = segment.numbers.filter((_, place) => this.isGone[place] && !gone[place])
    const fresh = this.fresh
    this.become(merged)
    this.fresh = new Map()
    for (const number of later) this.leave(number)
    for (const doc of taken) if (fresh.get(doc.number) !== doc) this.leave(doc.number)
    const merge = new Set(taken)
    for (const doc of fresh.values()) if (!merge.has(doc)) this.fresh.set(doc.number, doc)
  }

  /** The numbers of all that match, the best first. */
  search(query: string): Uint32Array<ArrayBuffer> {
    const words = wordsOf(query)
    if (words.length === 0) return new Uint32Array(0)
    const found = this.searchSegment(words)
    const hot = this.searchFresh(words)
    return hot.length === 0 ? found.numbers : this.interleave(found, hot)
  }

  private become(segment: Segment): void {
    const { numbers } = segment
    this.segment = segment
    this.placeOf = new Uint32Array(numbers.reduce((most, n) => Math.max(most, n + 1), 0))
    for (const [place, number] of numbers.entries()) this.placeOf[number] = place + 1
    this.isGone = new Uint8Array(numbers.length)
    this.goneCount = 0
    this.matched = new Uint8Array(numbers.length)
    this.best = new Uint8Array(numbers.length)
    this.points = new Uint16Array(numbers.length)
  }

  private leave(number: number): void {
    const place = (this.placeOf[number] ?? 0) - 1
    if (place < 0 || this.isGone[place]) return
    this.isGone[place] = 1
    this.goneCount++
  }

  private searchFresh(words: readonly string[]): Hit[] {
    const hits: Hit[] = []
    for (const { number, fields, isClosed, createdAt } of this.fresh.values()) {
      const points = pointsFor(fields, words)
      if (points > 0) hits.push({ number, createdAt, score: scoreOf(points, isClosed) })
    }
    return hits.sort(compareHits)
  }

  private searchSegment(words: readonly string[]) {
    this.matched.fill(0)
    this.points.fill(0)
    for (const [i, word] of words.entries()) this.match(word, i, i === words.length - 1)
    return this.ranked(words.length)
  }

  /** Adds the points of the `nth` word to the documents that hold all words before it. */
  private match(word: string, nth: number, isLast: boolean): void {
    const { matched, best, points } = this
    const { vocabulary, starts, postings } = this.segment
    for (const { from, to, fit } of vocabulary.fitting(word, isLast)) {
      const byField = [0, 1, 2, 3].map((field) => pointsOf(fit, field))
      const end = starts[to] as number
      for (let i = starts[from] as number; i < end; i++) {
        const posting = postings[i] as number
        const place = posting >>> 2
        if ((matched[place] as number) < nth) continue
        const worth = byField[posting & 3] as number
        if (matched[place] === nth) {
          matched[place] = nth + 1
          points[place] = (points[place] as number) + worth
          best[place] = worth
        } else if (worth > (best[place] as number)) {
          points[place] = (points[place] as number) + worth - (best[place] as number)
          best[place] = worth
        }
      }
    }
  }

  /** Documents that hold every word, by counting sort: places are in order of age already. */
  private ranked(words: number) {
    const { matched, points, isGone, segment } = this
    const counts: number[] = []
    let most = 0
    let size = 0
    for (let place = 0; place < matched.length; place++) {
      if (matched[place] !== words || isGone[place]) continue
      const score = scoreOf(points[place] as number, segment.isClosed[place] === 1)
      points[place] = score
      most = Math.max(most, score)
      counts[score] = (counts[score] ?? 0) + 1
      size++
    }
    const starts = new Uint32Array(most + 2)
    for (let score = most; score >= 0; score--)
      starts[score] = (starts[score + 1] as number) + (counts[score + 1] ?? 0)
    const places = new Uint32Array(size)
    const numbers = new Uint32Array(size)
    for (let place = 0; place < matched.length; place++) {
      if (matched[place] !== words || isGone[place]) continue
      const score = points[place] as number
      const at = starts[score] as number
      starts[score] = at + 1
      places[at] = place
      numbers[at] = segment.numbers[place] as number
    }
    return { places, numbers }
  }

  private interleave(found: { places: Uint32Array }, fresh: readonly Hit[]) {
    const { segment, points } = this
    const numbers = new Uint32Array(found.places.length + fresh.length)
    let used = 0
    let next = 0
    for (const place of found.places) {
      const hit = {
        number: segment.numbers[place] as number,
        score: points[place] as number,
        createdAt: segment.createdAt[place] as number,
      }
      while (next < fresh.length && compareHits(fresh[next] as Hit, hit) < 0)
        numbers[used++] = (fresh[next++] as Hit).number
      numbers[used++] = hit.number
    }
    for (; next < fresh.length; next++) numbers[used++] = (fresh[next] as Hit).number
    return numbers
  }
}
