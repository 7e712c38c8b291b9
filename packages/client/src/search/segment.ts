import type { FieldByTerm, TextDoc } from './score.ts'
import { Vocabulary } from './vocabulary.ts'

/** A document with its terms, under the number that the asker knows it by. */
export interface NumberedDoc extends Pick<TextDoc, 'isClosed' | 'createdAt'> {
  number: number
  fields: FieldByTerm
}

/**
 * Documents that do not change, the newest first, and where each term stands in them. A posting is
 * a document's place with the field in its two lowest bits.
 */
export interface Segment {
  vocabulary: Vocabulary
  /** Where the postings of a term begin; one more than there are terms. */
  starts: Uint32Array
  postings: Uint32Array
  numbers: Uint32Array
  isClosed: Uint8Array
  createdAt: Float64Array
}

type Dated = Pick<NumberedDoc, 'createdAt' | 'number'>

/** The order of equal matches; total. */
export const compareAge = (a: Dated, b: Dated): number =>
  b.createdAt - a.createdAt || a.number - b.number

/** Slices of a longer text keep the whole of it in memory; slices of one text keep only that. */
const compact = (terms: readonly string[]): string[] =>
  terms.length === 0 ? [] : terms.join('\n').split('\n')

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Gathers documents and makes a segment of them. */
export class SegmentBuilder {
  private readonly numberOf = new Map<string, number>()
  private readonly counts: number[] = []
  private readonly docs: Omit<NumberedDoc, 'fields'>[] = []
  private pairs = new Uint32Array(1 << 16)
  private used = 0

  add({ number, isClosed, createdAt, fields }: NumberedDoc): void {
    const doc = this.docs.push({ number, isClosed, createdAt }) - 1
    this.reserve(fields.size * 2)
    for (const [term, field] of fields) {
      const known = this.numberOf.get(term)
      const at = known ?? this.counts.length
      if (known === undefined) this.numberOf.set(term, at)
      this.counts[at] = (this.counts[at] ?? 0) + 1
      this.pairs[this.used++] = at
      this.pairs[this.used++] = (doc << 2) | field
    }
  }

  build(): Segment {
    const order = this.docs.map((_, i) => i)
    order.sort((a, b) => compareAge(this.docs[a] as Dated, this.docs[b] as Dated))
    const places = new Uint32Array(order.length)
    for (const [place, doc] of order.entries()) places[doc] = place
    const terms = [...this.numberOf.keys()].sort(byCodeUnits)
    const starts = new Uint32Array(terms.length + 1)
    const next = new Uint32Array(terms.length)
    for (const [i, term] of terms.entries()) {
      const at = this.numberOf.get(term) as number
      next[at] = starts[i] as number
      starts[i + 1] = (starts[i] as number) + (this.counts[at] as number)
    }
    const postings = new Uint32Array(this.used / 2)
    for (let i = 0; i < this.used; i += 2) {
      const at = this.pairs[i] as number
      const posting = this.pairs[i + 1] as number
      postings[next[at] as number] = ((places[posting >>> 2] as number) << 2) | (posting & 3)
      next[at] = (next[at] as number) + 1
    }
    const vocabulary = new Vocabulary(compact(terms))
    return { vocabulary, starts, postings, ...columnsOf(order.map((i) => this.docs[i] as never)) }
  }

  private reserve(more: number): void {
    if (this.used + more <= this.pairs.length) return
    const pairs = new Uint32Array(Math.max(this.pairs.length * 2, this.used + more))
    pairs.set(this.pairs)
    this.pairs = pairs
  }
}

export const columnsOf = (docs: readonly Omit<NumberedDoc, 'fields'>[]) => ({
  numbers: Uint32Array.from(docs, ({ number }) => number),
  isClosed: Uint8Array.from(docs, ({ isClosed }) => Number(isClosed)),
  createdAt: Float64Array.from(docs, ({ createdAt }) => createdAt),
})

export const emptySegment = (): Segment => new SegmentBuilder().build()
