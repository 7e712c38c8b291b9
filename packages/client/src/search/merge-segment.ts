import { columnsOf, compareAge, type NumberedDoc, type Segment } from './segment.ts'
import { Vocabulary } from './vocabulary.ts'

/** So many terms are merged between two looks at what else there is to do. */
const TERMS_AT_ONCE = 2_000

interface Places {
  docs: Omit<NumberedDoc, 'fields'>[]
  /** Where each document of the segment goes; what is gone goes nowhere. */
  ofOld: Uint32Array
  ofFresh: Uint32Array
}

const placesOf = (old: Segment, isGone: Uint8Array, fresh: readonly NumberedDoc[]): Places => {
  const docs: Places['docs'] = []
  const ofOld = new Uint32Array(old.numbers.length)
  const ofFresh = new Uint32Array(fresh.length)
  let next = 0
  const takeFresh = () => {
    const { number, isClosed, createdAt } = fresh[next] as NumberedDoc
    ofFresh[next++] = docs.push({ number, isClosed, createdAt }) - 1
  }
  for (let i = 0; i < ofOld.length; i++) {
    if (isGone[i]) continue
    const doc = {
      number: old.numbers[i] as number,
      isClosed: old.isClosed[i] === 1,
      createdAt: old.createdAt[i] as number,
    }
    while (next < fresh.length && compareAge(fresh[next] as NumberedDoc, doc) < 0) takeFresh()
    ofOld[i] = docs.push(doc) - 1
  }
  while (next < fresh.length) takeFresh()
  return { docs, ofOld, ofFresh }
}

const postingsByTerm = (fresh: readonly NumberedDoc[], places: Uint32Array) => {
  const byTerm = new Map<string, number[]>()
  for (const [i, { fields }] of fresh.entries())
    for (const [term, field] of fields) {
      const posting = ((places[i] as number) << 2) | field
      const known = byTerm.get(term)
      if (known) known.push(posting)
      else byTerm.set(term, [posting])
    }
  return byTerm
}

/**
 * A segment without what is gone from it and with what is fresh, in steps: each `next` does a part,
 * so that searches are answered in between.
 */
export function* mergeSegment(
  old: Segment,
  isGone: Uint8Array,
  changed: readonly NumberedDoc[],
): Generator<void, Segment> {
  const fresh = changed.toSorted(compareAge)
  const { docs, ofOld, ofFresh } = placesOf(old, isGone, fresh)
  yield
  const byTerm = postingsByTerm(fresh, ofFresh)
  const freshTerms = [...byTerm.keys()].sort()
  const most = [...byTerm.values()].reduce((sum, { length }) => sum + length, old.postings.length)
  const postings = new Uint32Array(most)
  const terms: string[] = []
  const starts: number[] = [0]
  let used = 0
  let next = 0
  const take = (term: string, oldAt: number | null) => {
    const before = used
    if (oldAt !== null)
      for (let i = old.starts[oldAt] as number; i < (old.starts[oldAt + 1] as number); i++) {
        const posting = old.postings[i] as number
        if (!isGone[posting >>> 2])
          postings[used++] = ((ofOld[posting >>> 2] as number) << 2) | (posting & 3)
      }
    for (const posting of byTerm.get(term) ?? []) postings[used++] = posting
    if (used === before) return
    terms.push(term)
    starts.push(used)
  }
  yield
  for (const [at, term] of old.vocabulary.terms.entries()) {
    while (next < freshTerms.length && (freshTerms[next] as string) < term)
      take(freshTerms[next++] as string, null)
    if (freshTerms[next] === term) next++
    take(term, at)
    if (at % TERMS_AT_ONCE === 0) yield
  }
  while (next < freshTerms.length) take(freshTerms[next++] as string, null)
  return {
    vocabulary: new Vocabulary(terms),
    starts: Uint32Array.from(starts),
    postings: postings.slice(0, used),
    ...columnsOf(docs),
  }
}
